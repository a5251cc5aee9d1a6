import {
  SceneDataLayerSet,
  SceneObjectBase,
  sceneGraph,
  type SceneComponentProps,
  type SceneDataLayerProvider,
} from '@grafana/scenes';
import { InlineSwitch } from '@grafana/ui';

/** A labelled switch for each kind of annotation; the one of the scenes package labels them all at once. */
export class AnnotationControls extends SceneObjectBase {
  static Component = AnnotationControlsView;
}

function AnnotationControlsView({ model }: SceneComponentProps<AnnotationControls>) {
  const layers = sceneGraph
    .getDataLayers(model)
    .flatMap((layer) => (layer instanceof SceneDataLayerSet ? layer.state.layers : [layer]));
  return layers.map((layer) => <LayerSwitch key={layer.state.key} layer={layer} />);
}

function LayerSwitch({ layer }: { layer: SceneDataLayerProvider }) {
  const { name, isEnabled, isHidden, key } = layer.useState();
  return isHidden ? null : (
    <InlineSwitch
      id={`layer-${key?.replace(/\W+/g, '-')}`}
      label={name}
      showLabel
      value={isEnabled ?? false}
      onChange={(event) => layer.setState({ isEnabled: event.currentTarget.checked })}
    />
  );
}
