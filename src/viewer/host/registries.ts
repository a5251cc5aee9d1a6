import {
  FieldConfigProperty,
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
  type TransformerRegistryItem,
} from '@grafana/data';

/** The viewer edits nothing: an option has a place and a processor, never an editor. */
function NoEditor() {
  return null;
}

const everyField = () => true;

type Processor = FieldConfigPropertyItem['process'];

function standardOption(id: string, process: Processor, settings: object = {}): FieldConfigPropertyItem {
  return {
    id,
    path: id,
    name: id,
    editor: NoEditor,
    override: NoEditor,
    process,
    settings,
    shouldApply: everyField,
  };
}

const withVariables = { expandTemplateVars: true };

const standardOptions: Array<[string, Processor, object?]> = [
  [FieldConfigProperty.DisplayName, displayNameOverrideProcessor, withVariables],
  [FieldConfigProperty.Unit, unitOverrideProcessor],
  [FieldConfigProperty.Min, numberOverrideProcessor],
  [FieldConfigProperty.Max, numberOverrideProcessor],
  ['fieldMinMax', booleanOverrideProcessor],
  [FieldConfigProperty.Decimals, numberOverrideProcessor],
  [FieldConfigProperty.NoValue, stringOverrideProcessor],
  [FieldConfigProperty.Color, identityOverrideProcessor],
  [FieldConfigProperty.Thresholds, thresholdsOverrideProcessor],
  [FieldConfigProperty.Mappings, valueMappingsOverrideProcessor],
  [FieldConfigProperty.Links, dataLinksOverrideProcessor],
  [FieldConfigProperty.Filterable, booleanOverrideProcessor],
  ['description', stringOverrideProcessor],
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
  standardEditorsRegistry.setInit(() => []);
  standardFieldConfigEditorRegistry.setInit(() =>
    standardOptions.map(([id, process, settings]) => standardOption(id, process, settings))
  );
  standardTransformersRegistry.setInit(() => Object.values(standardTransformers).map(transformerItem));
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
