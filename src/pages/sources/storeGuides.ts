import { fixed, LOOPSCOPE, type Addresses, type Guide } from './guides';

const exportTo = (at: string) => `export OTEL_EXPORTER_OTLP_ENDPOINT=${at}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`;

const provisioned = (uid: string, lines: string[]) => `apiVersion: 1
datasources:
  - name: Loopscope (${uid})
    uid: loopscope-${uid}
    type: loopscope-datasource
    access: proxy
${lines.map((line) => `    ${line}`).join('\n')}`;

const borrowing = (kind: string, more: string[] = []) =>
  provisioned(kind, ['jsonData:', `  kind: ${kind}`, `  backendUid: ${kind}`, ...more.map((line) => `  ${line}`)]);

const emitTo = (option: string, at: string) => fixed(`${LOOPSCOPE} emit ${option} ${at} --once`);

/** Where loops are kept and read from. */
export const STORE_GUIDES: Guide[] = [
  {
    id: 'jsonl',
    title: 'JSONL over HTTP',
    text: 'Files of JSON lines on any web server, read by the browser piece by piece: for stores up to a few hundred megabytes, with nothing to install.',
    steps: [
      {
        text: 'With nginx; the listing is needed only for names with a *:',
        code: fixed(`location /loops/ {
  alias /var/lib/loops/;
  autoindex on;
  autoindex_format json;
}`),
      },
      {
        text: 'The data source, in Grafana’s folder provisioning/datasources:',
        code: fixed(
          provisioned('files', [
            'url: http://files.example.org/loops',
            'jsonData:',
            '  kind: jsonl',
            '  paths: [loops.jsonl, "runs-{YYYY}-{MM}-{DD}.jsonl"]',
          ])
        ),
      },
    ],
    notes: ['Larger stores are better behind a Loopscope server: queries run beside the data there.'],
  },
  {
    id: 'server',
    title: 'Loopscope server',
    text: 'One program that takes spans, keeps them as files, answers queries and tells metrics for alerts. It needs Node 20 or newer, and is in the folder of this plugin.',
    steps: [
      {
        text: 'Keep what agents send, and files that are there already:',
        code: fixed(`${LOOPSCOPE} serve /var/lib/loops --data /var/lib/loopscope`),
      },
      { text: 'Say to the agents where it is:', code: ({ otlp }: Addresses) => exportTo(otlp) },
      {
        text: 'The data source, in Grafana’s folder provisioning/datasources:',
        code: ({ server }) => provisioned('server', [`url: ${server}`, 'jsonData:', '  kind: server']),
      },
      { text: 'See that it answers:', code: ({ server }) => `curl ${server}/api/health` },
    ],
    notes: [
      'It listens on its own machine only, unless --host names an address. It asks for no password: put a proxy in front before you open it to others.',
    ],
  },
  {
    id: 'tempo',
    title: 'Tempo',
    text: 'Loops are traces that Tempo finds by TraceQL: for many loops, kept for long. The data source borrows the one that Grafana has for Tempo, with its credentials.',
    steps: [
      {
        text: 'Point the agents to Tempo, or to a collector in front of it:',
        code: fixed(exportTo('http://127.0.0.1:4318')),
      },
      {
        text: 'The data source; tempo is the uid of Grafana’s own:',
        code: fixed(borrowing('tempo')),
      },
      { text: 'Or try it with samples:', code: emitTo('--otlp', 'http://127.0.0.1:4318') },
    ],
    notes: [
      'Tempo cuts attributes at 2,048 bytes and traces at 16 MB unless told otherwise: long transcripts arrive in part.',
    ],
  },
  {
    id: 'jaeger',
    title: 'Jaeger',
    text: 'Loops are traces that Jaeger hands out whole: for the newest few hundred of them.',
    steps: [
      {
        text: 'Point the agents to Jaeger, or to a collector in front of it:',
        code: fixed(exportTo('http://127.0.0.1:4318')),
      },
      {
        text: 'The data source; jaeger is the uid of Grafana’s own, and without services all are asked:',
        code: fixed(borrowing('jaeger', ['services: [my-agents]'])),
      },
      { text: 'Or try it with samples:', code: emitTo('--otlp', 'http://127.0.0.1:4318') },
    ],
    notes: ['Jaeger keeps traces in memory unless it was given a store: they end with it.'],
  },
  {
    id: 'loki',
    title: 'Loki',
    text: 'Lines of loop files shipped as log lines, unchanged, found by a stream selector.',
    steps: [
      {
        text: 'Ship the files with Grafana Alloy:',
        code: fixed(`loki.source.file "loops" {
  targets    = [{__path__ = "/var/lib/loops/loops.jsonl", service_name = "loops"}]
  forward_to = [loki.write.default.receiver]
}

loki.write "default" {
  endpoint {
    url = "http://127.0.0.1:3100/loki/api/v1/push"
  }
}`),
      },
      {
        text: 'The data source; loki is the uid of Grafana’s own:',
        code: fixed(borrowing('loki', [`selector: '{service_name="loops"}'`])),
      },
      { text: 'Or try it with samples:', code: emitTo('--loki', 'http://127.0.0.1:3100') },
    ],
    notes: [
      'Loki refuses lines over 256 KiB unless its max_line_size is raised: documents of long loops never arrive, and nothing in Loki tells of it.',
    ],
  },
];
