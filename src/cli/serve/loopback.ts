import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './request';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** True where the host name is another machine's, which is how a web page reaches a local server by rebinding; answers then. */
export function refuseOtherHosts(request: IncomingMessage, response: ServerResponse): boolean {
  if (LOOPBACK.test(request.headers.host ?? '')) {
    return false;
  }
  void sendJson(
    request,
    response,
    { error: 'This server answers on this machine only; start it with --host to change that.' },
    403
  );
  return true;
}

/** True for an address that only this machine can reach. */
export const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\./.test(host);
