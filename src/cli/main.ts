import { runProgram } from './program';

// A reader that closes the pipe early (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') {
    process.exit(0);
  }
});

void runProgram(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
