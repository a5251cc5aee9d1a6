import { FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { TracePanel } from './components/TracePanel';
import { addOptions } from './editor';
import type { TraceOptions } from './options';

export const plugin = new PanelPlugin<TraceOptions>(TracePanel)
  .useFieldConfig({
    // Units and colours belong to the rows; names and data links stay.
    disableStandardOptions: [
      FieldConfigProperty.Unit,
      FieldConfigProperty.Min,
      FieldConfigProperty.Max,
      FieldConfigProperty.Decimals,
      FieldConfigProperty.NoValue,
      FieldConfigProperty.Color,
      FieldConfigProperty.Thresholds,
      FieldConfigProperty.Mappings,
    ],
  })
  .setPanelOptions(addOptions);
