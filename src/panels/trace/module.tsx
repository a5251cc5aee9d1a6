import { PanelPlugin } from '@grafana/data';
import { DRAWN_BY_PANEL } from '../common/standardOptions';
import { TracePanel } from './components/TracePanel';
import { addOptions } from './editor';
import type { TraceOptions } from './options';

export const plugin = new PanelPlugin<TraceOptions>(TracePanel)
  .useFieldConfig({ disableStandardOptions: DRAWN_BY_PANEL })
  .setPanelOptions(addOptions);
