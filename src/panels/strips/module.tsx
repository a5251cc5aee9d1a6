import { PanelPlugin, type SelectFieldConfigSettings } from '@grafana/data';
import { DRAWN_BY_PANEL } from '../common/standardOptions';
import { StripsPanel } from './components/StripsPanel';
import { DEFAULT_OPTIONS, type ColumnId, type StripsOptions } from './options';

const SORT_COLUMNS = [
  { value: 'startTime', label: 'Started' },
  { value: 'lesCumulative', label: 'LES' },
  { value: 'goalScore', label: 'Goal score' },
  { value: 'tokens', label: 'Tokens' },
  { value: 'costUsd', label: 'Cost' },
  { value: 'iterations', label: 'Iterations' },
  { value: 'durationMs', label: 'Duration' },
  { value: 'warnings', label: 'Warnings' },
  { value: 'loop', label: 'Loop' },
  { value: 'env', label: 'Environment' },
  { value: 'outcome', label: 'Outcome' },
];

export const plugin = new PanelPlugin<StripsOptions>(StripsPanel)
  .useFieldConfig({ disableStandardOptions: DRAWN_BY_PANEL })
  .setPanelOptions((builder) =>
    builder
      .addSelect({
        path: 'colourBy',
        name: 'Colour by',
        description: 'What the colour of a cell tells. It can also be switched in the panel.',
        defaultValue: DEFAULT_OPTIONS.colourBy,
        settings: {
          options: [
            { value: 'effectiveness', label: 'Effectiveness' },
            { value: 'goalScore', label: 'Goal score' },
            { value: 'tokens', label: 'Tokens' },
            { value: 'costUsd', label: 'Cost' },
            { value: 'latencyMs', label: 'Latency' },
          ],
        },
      })
      .addSelect({
        path: 'sortBy',
        name: 'Sort by',
        description:
          'Needs attention: failures, then missed targets and bad warnings, then LES below 0.5, then all others, newest first. Any column of the loops frame can be typed in.',
        defaultValue: DEFAULT_OPTIONS.sortBy,
        settings: {
          allowCustomValue: true,
          options: [{ value: 'attention', label: 'Needs attention' }, ...SORT_COLUMNS],
        },
      })
      .addRadio({
        path: 'direction',
        name: 'Direction',
        description: 'Auto begins with what is worst: low scores, high tokens and costs, the newest.',
        defaultValue: DEFAULT_OPTIONS.direction,
        settings: {
          options: [
            { value: 'auto', label: 'Auto' },
            { value: 'ascending', label: 'Ascending' },
            { value: 'descending', label: 'Descending' },
          ],
        },
      })
      .addSelect({
        path: 'groupBy',
        name: 'Group by',
        description: 'Any column of the loops frame can be typed in.',
        defaultValue: DEFAULT_OPTIONS.groupBy,
        settings: {
          allowCustomValue: true,
          options: [
            { value: '', label: 'Nothing' },
            { value: 'loop', label: 'Loop' },
            { value: 'env', label: 'Environment' },
            { value: 'outcome', label: 'Outcome' },
            { value: 'system', label: 'System' },
            { value: 'agent', label: 'Agent' },
            { value: 'models', label: 'Models' },
          ],
        },
      })
      .addRadio({
        path: 'align',
        name: 'Align',
        description: 'Loops of unequal length: by their first iteration, by their last, or stretched to one length.',
        defaultValue: DEFAULT_OPTIONS.align,
        settings: {
          options: [
            { value: 'left', label: 'Start' },
            { value: 'right', label: 'End' },
            { value: 'normalised', label: 'Stretched' },
          ],
        },
      })
      .addRadio({
        path: 'cellWidth',
        name: 'Cell width',
        description: 'Auto fits the longest loop. Longer loops than fit are squeezed, and the legend says so.',
        defaultValue: DEFAULT_OPTIONS.cellWidth,
        settings: {
          options: [
            { value: 'auto', label: 'Auto' },
            { value: '4', label: '4 px' },
            { value: '8', label: '8 px' },
            { value: '12', label: '12 px' },
            { value: '20', label: '20 px' },
          ],
        },
      })
      .addMultiSelect<ColumnId | ColumnId[], SelectFieldConfigSettings<ColumnId | ColumnId[]>>({
        path: 'columns',
        name: 'Columns',
        description: 'Beside the strip. In a narrow panel those that matter least are left out.',
        defaultValue: DEFAULT_OPTIONS.columns,
        settings: {
          options: [
            { value: 'env', label: 'Environment' },
            { value: 'system', label: 'System' },
            { value: 'agent', label: 'Agent' },
            { value: 'iterations', label: 'Iterations' },
            { value: 'goalScore', label: 'Goal score' },
            { value: 'lesCumulative', label: 'LES' },
            { value: 'tokens', label: 'Tokens' },
            { value: 'costUsd', label: 'Cost' },
            { value: 'durationMs', label: 'Duration' },
            { value: 'startTime', label: 'Started' },
            { value: 'warnings', label: 'Warnings' },
            { value: 'reason', label: 'Why' },
          ],
        },
      })
      .addBooleanSwitch({
        path: 'legend',
        name: 'Legend',
        description: 'What colours and marks mean.',
        defaultValue: DEFAULT_OPTIONS.legend,
      })
  );
