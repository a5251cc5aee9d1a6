import {
  FieldConfigProperty,
  ThresholdsMode,
  booleanOverrideProcessor,
  dataLinksOverrideProcessor,
  displayNameOverrideProcessor,
  identityOverrideProcessor,
  numberOverrideProcessor,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformers,
  standardTransformersRegistry,
  stringOverrideProcessor,
  thresholdsOverrideProcessor,
  unitOverrideProcessor,
  valueMappingsOverrideProcessor,
  type DataTransformerInfo,
  type FieldConfigEditorBuilder,
  type FieldConfigPropertyItem,
  type ThresholdsConfig,
  type TransformerRegistryItem,
} from '@grafana/data';

/** The viewer edits nothing: an option has a place and a processor, never an editor. */
function NoEditor() {
  return null;
}

const everyField = () => true;

/** Panels name these when they declare their options. */
const EDITOR_IDS = [
  'boolean',
  'color',
  'dashboard-uid',
  'fieldColor',
  'field-name',
  'links',
  'mappings',
  'multi-select',
  'number',
  'radio',
  'select',
  'slider',
  'stats-picker',
  'strings',
  'text',
  'thresholds',
  'timezone',
  'unit',
];

type Processor = FieldConfigPropertyItem['process'];

function standardOption({ id, process, settings = {}, defaultValue }: StandardOption): FieldConfigPropertyItem {
  return {
    id,
    path: id,
    name: id,
    editor: NoEditor,
    override: NoEditor,
    process,
    settings,
    defaultValue,
    shouldApply: everyField,
  };
}

interface StandardOption {
  id: string;
  process: Processor;
  settings?: object;
  defaultValue?: unknown;
}

const defaultThresholds: ThresholdsConfig = {
  mode: ThresholdsMode.Absolute,
  steps: [
    { value: -Infinity, color: 'green' },
    { value: 80, color: 'red' },
  ],
};

const withVariables = { expandTemplateVars: true };

const standardOptions: StandardOption[] = [
  { id: FieldConfigProperty.DisplayName, process: displayNameOverrideProcessor, settings: withVariables },
  { id: FieldConfigProperty.Unit, process: unitOverrideProcessor },
  { id: FieldConfigProperty.Min, process: numberOverrideProcessor },
  { id: FieldConfigProperty.Max, process: numberOverrideProcessor },
  { id: 'fieldMinMax', process: booleanOverrideProcessor },
  { id: FieldConfigProperty.Decimals, process: numberOverrideProcessor },
  { id: FieldConfigProperty.NoValue, process: stringOverrideProcessor },
  { id: FieldConfigProperty.Color, process: identityOverrideProcessor, defaultValue: { mode: 'thresholds' } },
  { id: FieldConfigProperty.Thresholds, process: thresholdsOverrideProcessor, defaultValue: defaultThresholds },
  { id: FieldConfigProperty.Mappings, process: valueMappingsOverrideProcessor, defaultValue: [] },
  { id: FieldConfigProperty.Links, process: dataLinksOverrideProcessor },
  { id: FieldConfigProperty.Filterable, process: booleanOverrideProcessor },
  { id: 'description', process: stringOverrideProcessor },
];

/** Registers options of `fieldConfig.custom` by their path, so that overrides of dashboards reach the panels. */
export function addCustomOptions(builder: FieldConfigEditorBuilder<object>, paths: string[]): void {
  for (const path of paths) {
    builder.addCustomEditor({
      id: path,
      path,
      name: path,
      editor: NoEditor,
      override: NoEditor,
      process: identityOverrideProcessor,
      shouldApply: everyField,
    });
  }
}

/** Once, before the first panel: what Grafana registers when it starts. */
export function initRegistries(): void {
  standardEditorsRegistry.setInit(() => EDITOR_IDS.map((id) => ({ id, name: id, editor: NoEditor })));
  standardFieldConfigEditorRegistry.setInit(() => standardOptions.map(standardOption));
  // Some transformers have a second, older name in the list: one entry an id.
  const transformers = new Map(Object.values(standardTransformers).map((info) => [info.id, info]));
  standardTransformersRegistry.setInit(() => [...transformers.values()].map(transformerItem));
}

function transformerItem(info: DataTransformerInfo): TransformerRegistryItem {
  return {
    id: info.id,
    name: info.name,
    description: info.description,
    transformation: () => Promise.resolve(info),
    defaultOptions: info.defaultOptions,
    editor: NoEditor,
    imageDark: '',
    imageLight: '',
  };
}
