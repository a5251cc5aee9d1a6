import { parentPort } from 'node:worker_threads';
import { answerDecode, type DecodeRequest } from './serve/otlp/decoder';

parentPort?.on('message', (request: DecodeRequest) => {
  const answer = answerDecode(request);
  parentPort?.postMessage(answer, answer.lines === null ? [] : [answer.lines.buffer]);
});
