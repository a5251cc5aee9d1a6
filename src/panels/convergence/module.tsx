import { PanelPlugin, type SelectFieldConfigSettings } from '@grafana/data';
import { DRAWN_BY_PANEL } from '../common/standardOptions';
import { ConvergencePanel } from './components/ConvergencePanel';
import { DEFAULT_OPTIONS, type ChartId, type ConvergenceOptions } from './options';

export const plugin = new PanelPlugin<ConvergenceOptions>(ConvergencePanel)
  .useFieldConfig({ disableStandardOptions: DRAWN_BY_PANEL })
  .setPanelOptions((builder) =>
    builder
      .addRadio({
        path: 'axis',
        name: 'X axis',
        description: 'What the charts run along. It can also be switched in the panel.',
        defaultValue: DEFAULT_OPTIONS.axis,
        settings: {
          options: [
            { value: 'iteration', label: 'Iteration' },
            { value: 'time', label: 'Time' },
            { value: 'tokens', label: 'Tokens spent' },
          ],
        },
      })
      .addRadio({
        path: 'clock',
        name: 'Time axis',
        description: 'Auto shows the time of day for one loop, and the time since each began for several.',
        defaultValue: DEFAULT_OPTIONS.clock,
        settings: {
          options: [
            { value: 'auto', label: 'Auto' },
            { value: 'clock', label: 'Time of day' },
            { value: 'elapsed', label: 'Since start' },
          ],
        },
      })
      .addMultiSelect<ChartId | ChartId[], SelectFieldConfigSettings<ChartId | ChartId[]>>({
        path: 'charts',
        name: 'Charts',
        description: 'Stacked in this order. In a low panel the goal score keeps its place.',
        defaultValue: DEFAULT_OPTIONS.charts,
        settings: {
          options: [
            { value: 'goal', label: 'Goal score' },
            { value: 'les', label: 'LES, cumulative' },
            { value: 'tokens', label: 'Tokens' },
            { value: 'cost', label: 'Cost' },
          ],
        },
      })
      .addRadio({
        path: 'band',
        name: 'Band',
        description:
          'Median and 10–90 % of all loops. Auto draws it from nine loops on. Ended loops keep their last value.',
        defaultValue: DEFAULT_OPTIONS.band,
        settings: {
          options: [
            { value: 'auto', label: 'Auto' },
            { value: 'on', label: 'On' },
            { value: 'off', label: 'Off' },
          ],
        },
      })
      .addNumberInput({
        path: 'maxLoops',
        name: 'Single loops drawn at most',
        description: 'Beyond eight loops. Those that miss their target come first.',
        defaultValue: DEFAULT_OPTIONS.maxLoops,
        settings: { min: 0, max: 2000, integer: true },
      })
      .addNumberInput({
        path: 'plateauLength',
        name: 'Plateau: fewest iterations',
        description: 'A plateau also covers at least a twentieth of the loop.',
        defaultValue: DEFAULT_OPTIONS.plateauLength,
        settings: { min: 1, integer: true },
      })
      .addNumberInput({
        path: 'plateauEpsilon',
        name: 'Plateau: largest gain',
        description: 'Over all its iterations the best score rises by no more than this.',
        defaultValue: DEFAULT_OPTIONS.plateauEpsilon,
        settings: { min: 0, step: 0.005 },
      })
      .addRadio({
        path: 'legend',
        name: 'Legend',
        description: 'Auto names loops at the ends of their lines, and lists them below where that has no room.',
        defaultValue: DEFAULT_OPTIONS.legend,
        settings: {
          options: [
            { value: 'auto', label: 'Auto' },
            { value: 'list', label: 'List' },
            { value: 'hidden', label: 'Hidden' },
          ],
        },
      })
  );
