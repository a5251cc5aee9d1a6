import { VariableHide, type DataSourceRef } from '@grafana/data';
import {
  AdHocFiltersVariable,
  ConstantVariable,
  CustomVariable,
  DataSourceVariable,
  IntervalVariable,
  QueryVariable,
  TextBoxVariable,
  type SceneVariable,
  type SceneVariableState,
} from '@grafana/scenes';
import type { VariableModel } from './model';

/** A variable of a dashboard as Scenes knows it; null for types that the viewer does not have. */
export function toVariable(model: VariableModel): SceneVariable | null {
  const common: Pick<SceneVariableState, 'name' | 'label' | 'description' | 'hide' | 'skipUrlSync'> = {
    name: model.name,
    label: model.label ?? undefined,
    description: model.description,
    hide: toHide(model.hide),
    skipUrlSync: model.skipUrlSync,
  };
  const value = model.current?.value ?? '';
  const current = { value, text: model.current?.text ?? value };
  const multi = {
    isMulti: model.multi,
    includeAll: model.includeAll,
    allValue: model.allValue ?? undefined,
    defaultToAll: model.includeAll === true && value === '',
    allowCustomValue: model.allowCustomValue,
  };
  const query = model.query ?? '';
  const text = typeof query === 'string' ? query : '';
  const datasource: DataSourceRef | null = model.datasource ?? null;

  switch (model.type) {
    case 'datasource':
      return new DataSourceVariable({ ...common, ...current, ...multi, pluginId: text, regex: model.regex ?? '' });
    case 'query':
      return new QueryVariable({
        ...common,
        ...current,
        ...multi,
        datasource,
        query: typeof query === 'string' ? query : { refId: `variable-${model.name}`, ...query },
        definition: model.definition,
        regex: model.regex ?? '',
        refresh: model.refresh,
        sort: model.sort,
      });
    case 'adhoc':
      return new AdHocFiltersVariable({
        ...common,
        datasource,
        filters: model.filters ?? [],
        baseFilters: model.baseFilters,
        applyMode: 'auto',
        layout: 'combobox',
        allowCustomValue: model.allowCustomValue,
      });
    case 'custom':
      return new CustomVariable({ ...common, ...current, ...multi, query: text });
    case 'constant':
      return new ConstantVariable({ ...common, value: text });
    case 'textbox':
      return new TextBoxVariable({ ...common, value: typeof value === 'string' && value !== '' ? value : text });
    case 'interval':
      return new IntervalVariable({
        ...common,
        value: toInterval(typeof value === 'string' ? value : ''),
        intervals: text
          .split(',')
          .map((each) => each.trim())
          .filter(Boolean),
        autoEnabled: model.auto ?? false,
        autoMinInterval: model.auto_min,
        autoStepCount: model.auto_count,
      });
    default:
      return null;
  }
}

function toHide(hide: number | undefined): VariableHide {
  return hide === 1 ? VariableHide.hideLabel : hide === 2 ? VariableHide.hideVariable : VariableHide.dontHide;
}

/** Saved as `$__auto_interval_name`, known to Scenes as `$__auto`. */
function toInterval(value: string): string {
  return value.startsWith('$__auto_interval_') ? '$__auto' : value;
}
