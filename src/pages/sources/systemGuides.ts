import { fixed, LOOPSCOPE, type Addresses, type Guide } from './guides';

const EXPORTER = 'opentelemetry-distro opentelemetry-exporter-otlp-proto-http';

const sendTo = ({ otlp }: Addresses) => `export OTEL_EXPORTER_OTLP_ENDPOINT=${otlp}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`;

/** Logs have no place to go, and an exporter that finds none complains. */
const instrumented = (at: Addresses) => `${sendTo(at)}
export OTEL_LOGS_EXPORTER=none
opentelemetry-instrument python agent.py`;

/** A folder of JSON lines needs no receiver: it is served, or shipped to Loki. */
const served = (file: string) => ({
  text: 'Show the file, which may go on growing:',
  code: fixed(`${LOOPSCOPE} serve ${file}`),
});

/** The five systems, in the order of how much of a loop they tell. */
export const SYSTEM_GUIDES: Guide[] = [
  {
    id: 'loopotel',
    title: 'loopotel (LTF)',
    text: 'Writes a document for each loop, with the goal score, target, tokens and cost of every iteration. The file tells more than its spans: take it where you can.',
    steps: [
      { text: 'Install it:', code: fixed('pip install loopotel') },
      {
        text: 'Emit each iteration, and append the loop to a file when it ends:',
        code: fixed(`from loopotel import LoopTracer, emit_iteration
from loopotel.exporter.jsonl import JsonlExporter

with LoopTracer(loop_name="code-repair", env_id="prod/agent") as tracer:
    emit_iteration(iteration=1, goal_score=0.55, tokens_delta=120)
    emit_iteration(iteration=2, goal_score=0.85, tokens_delta=90)
    tracer.finish(outcome="success", termination_reason="goal_met")

JsonlExporter("loops.jsonl").export(tracer.build_trace())`),
      },
      served('path/to/loops.jsonl'),
      {
        text: 'Or send spans, with pip install "loopotel[otlp]" and OtlpExporter in place of JsonlExporter:',
        code: (at) => `${sendTo(at)}
python - <<'END'
from loopotel import LoopTracer, emit_iteration
from loopotel.exporter.otlp import OtlpExporter

with LoopTracer(loop_name="code-repair") as tracer:
    emit_iteration(iteration=1, goal_score=0.85, tokens_delta=120)
    tracer.finish(outcome="success", termination_reason="goal_met")

OtlpExporter().export(tracer.build_trace())
END`,
      },
    ],
    notes: [
      'Its spans are sent when the loop has ended and carry that time: durations of iterations are in the file only.',
    ],
  },
  {
    id: 'looplens',
    title: 'LoopLens',
    text: 'What LoopLens reads is read here as it is: spans of OpenInference, of OpenLLMetry (Traceloop) and of OpenTelemetry’s GenAI instrumentation. One of them is enough; two count nothing twice, but cost twice.',
    steps: [
      {
        text: 'OpenTelemetry GenAI, without a change of the program:',
        code: (at) => `pip install ${EXPORTER} opentelemetry-instrumentation-openai-v2
${instrumented(at)}`,
      },
      {
        text: 'OpenInference, likewise:',
        code: (at) => `pip install ${EXPORTER} openinference-instrumentation-openai
${instrumented(at)}`,
      },
      {
        text: 'Traceloop, with pip install traceloop-sdk, at the start of the program:',
        code: ({ otlp }) => `from traceloop.sdk import Traceloop

Traceloop.init(app_name="my-agents", api_endpoint="${otlp}")`,
      },
      {
        text: 'Runs that LoopLens keeps already, as it exports them:',
        code: fixed(`looplens export RUN_ID > run.jsonl
${LOOPSCOPE} serve path/to/run.jsonl`),
      },
    ],
    notes: [
      'OpenTelemetry’s GenAI instrumentation records what was said only with OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true.',
      'None of them reports a goal score. Name an evaluation or an attribute that holds it in the settings of the data source, or loops have tokens, calls and iterations, but no LES.',
    ],
  },
  {
    id: 'loomflow',
    title: 'loomflow',
    text: 'Turns of an agent become iterations; tools, workflows and handoffs of a team are steps within them.',
    steps: [
      {
        text: 'Write telemetry to a file, spans and metrics together:',
        code: fixed(`from loomflow import Agent
from loomflow.observability import FileTelemetry

agent = Agent("You answer questions.", model="gpt-4.1-mini", telemetry=FileTelemetry("loomflow.jsonl"))`),
      },
      served('path/to/loomflow.jsonl'),
      {
        text: 'Or send it: install the exporter, pass telemetry=OTelTelemetry() of loomflow.observability to the agent, and start the program so:',
        code: (at) => `pip install "loomflow[otel]" ${EXPORTER}
${instrumented(at)}`,
      },
    ],
    notes: [
      'Cost and runs that were cut short are metrics, not spans: a store that takes no metrics, such as Tempo, leaves them unknown.',
    ],
  },
  {
    id: 'loom',
    title: 'Loom (loom-ai)',
    text: 'Its tracing speaks gRPC. Tempo and Jaeger take that on port 4317; a Loopscope server takes HTTP, so a collector goes between.',
    steps: [
      { text: 'Install it with tracing:', code: fixed('pip install "loom-ai[otel]"') },
      {
        text: 'Turn tracing on before the first actor starts:',
        code: fixed(`from loom.tracing import init_tracing

init_tracing("my-pipeline", endpoint="http://127.0.0.1:4317")`),
      },
      {
        text: 'In front of a Loopscope server, this is the collector’s configuration:',
        code: ({ otlp }) => `receivers:
  otlp:
    protocols:
      grpc:
        endpoint: 127.0.0.1:4317
exporters:
  otlphttp:
    endpoint: ${otlp}
service:
  pipelines:
    traces:
      receivers: [otlp]
      exporters: [otlphttp]`,
      },
    ],
    notes: [
      'Loom records what was said only with LOOM_TRACE_CONTENT=1, and no tools at all.',
      'A run in which a stage failed counts as failed, though its root span does not say so.',
    ],
  },
  {
    id: 'lunette',
    title: 'Lunette',
    text: 'Collects spans for its own service and exports none. An exporter beside its collector sends the same spans here: each trajectory is a loop.',
    steps: [
      {
        text: 'Install the SDK and an exporter, and say where to:',
        code: (at) => `pip install lunette-sdk opentelemetry-exporter-otlp-proto-http
${sendTo(at)}`,
      },
      {
        text: 'Add the exporter after the tracer was made:',
        code: fixed(`from lunette import LunetteTracer
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import BatchSpanProcessor

tracer = LunetteTracer(task="math-eval", model="gpt-4o")
tracer._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))`),
      },
    ],
    notes: [
      '_provider is private to Lunette (true for 0.2.3): look again after an update.',
      'Call await tracer.close() at the end, or the last spans stay unsent.',
    ],
  },
];
