import type { PanelOptionsEditorBuilder, SelectFieldConfigSettings } from '@grafana/data';
import { DEFAULT_OPTIONS, type FigureColumn, type TraceOptions } from './options';

const COLUMNS: Array<{ value: FigureColumn; label: string }> = [
  { value: 'score', label: 'Goal score and effectiveness' },
  { value: 'tokens', label: 'Tokens' },
  { value: 'inputTokens', label: 'Input tokens' },
  { value: 'outputTokens', label: 'Output tokens' },
  { value: 'cacheReadTokens', label: 'Cached tokens' },
  { value: 'cost', label: 'Cost' },
  { value: 'duration', label: 'Duration' },
  { value: 'agent', label: 'Agent' },
  { value: 'model', label: 'Model' },
  { value: 'tool', label: 'Tool' },
  { value: 'status', label: 'Status' },
];

/** The options of the panel as its editor shows them. */
export function addOptions(builder: PanelOptionsEditorBuilder<TraceOptions>): PanelOptionsEditorBuilder<TraceOptions> {
  return builder
    .addRadio({
      path: 'loadSteps',
      name: 'Load steps',
      description:
        'Auto takes the Steps query of the panel where it has one, and else asks for the steps of an iteration when it is opened: good for loops that are too big to send at once.',
      defaultValue: DEFAULT_OPTIONS.loadSteps,
      settings: {
        options: [
          { value: 'auto', label: 'Auto' },
          { value: 'panel', label: 'With the panel' },
          { value: 'open', label: 'On opening an iteration' },
        ],
      },
    })
    .addRadio({
      path: 'timeAxis',
      name: 'Time axis',
      description: 'Each iteration from its own start, so that lengths compare, or the loop as it ran.',
      defaultValue: DEFAULT_OPTIONS.timeAxis,
      settings: {
        options: [
          { value: 'iteration', label: 'Since the iteration began' },
          { value: 'loop', label: 'Since the loop began' },
        ],
      },
    })
    .addMultiSelect<FigureColumn | FigureColumn[], SelectFieldConfigSettings<FigureColumn | FigureColumn[]>>({
      path: 'columns',
      name: 'Columns',
      description: 'Between names and waterfall, as far as there is room.',
      defaultValue: DEFAULT_OPTIONS.columns,
      settings: { options: COLUMNS },
    })
    .addStringArray({
      path: 'attributes',
      name: 'Attributes as columns',
      description: 'Keys of span attributes, such as gen_ai.request.temperature.',
      defaultValue: DEFAULT_OPTIONS.attributes,
    })
    .addBooleanSwitch({
      path: 'foldRepeats',
      name: 'Fold repeated steps',
      description: 'Consecutive steps of the same kind, name and status become one row with a count.',
      defaultValue: DEFAULT_OPTIONS.foldRepeats,
    })
    .addBooleanSwitch({
      path: 'criticalPath',
      name: 'Critical path',
      description: 'Underline what held up the end of each iteration.',
      defaultValue: DEFAULT_OPTIONS.criticalPath,
    })
    .addTextInput({
      path: 'traceId',
      name: 'Trace ID',
      description: 'The loop to show where the queries answer with several; may be a variable. Empty takes the first.',
      defaultValue: DEFAULT_OPTIONS.traceId,
    })
    .addTextInput({
      path: 'openIteration',
      name: 'Open at iteration',
      description: 'A number or a variable.',
    })
    .addTextInput({
      path: 'openSpan',
      name: 'Open at span',
      description: 'The id of a step or a variable.',
      defaultValue: DEFAULT_OPTIONS.openSpan,
    });
}
