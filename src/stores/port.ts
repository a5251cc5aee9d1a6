/** What stores need of the host to speak HTTP: the browser, Grafana's backend service and Node each give one. */

export interface HttpAnswer {
  status: number;
  statusText: string;
  headers: { get(name: string): string | null };
  body: AsyncIterable<Uint8Array>;
}

export interface HttpRequest {
  method?: 'GET' | 'HEAD' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** Never rejects for an HTTP status; rejects for network failures and aborts. */
export interface HttpPort {
  request(request: HttpRequest): Promise<HttpAnswer>;
}
