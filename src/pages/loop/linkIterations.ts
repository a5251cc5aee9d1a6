import { locationUtil, type DataFrame } from '@grafana/data';
import { sceneGraph, type CustomTransformerDefinition } from '@grafana/scenes';
import { map } from 'rxjs';
import { loopPath } from '../../core/appPaths';
import type { LoopScene } from './LoopScene';

/** A click on an iteration of the chart offers to open that iteration here. */
export function linkIterations(scene: LoopScene): CustomTransformerDefinition {
  return () => (source) => source.pipe(map((frames) => frames.map((frame) => withLink(frame, scene))));
}

function withLink(frame: DataFrame, scene: LoopScene): DataFrame {
  const { ds, id } = scene.state;
  const { from, to } = sceneGraph.getTimeRange(scene).state;
  const url = `${locationUtil.assureBaseUrl(loopPath({ dataSource: ds, traceId: id, tab: 'iterations', from, to }))}&iteration=`;
  return {
    ...frame,
    fields: frame.fields.map((field) => {
      const links =
        field.name === 'iteration' ? [{ title: 'Open this iteration', url: `${escape(url)}\${__value.raw}` }] : [];
      return { ...field, config: { ...field.config, links } };
    }),
  };
}

/** An id with a `$` in it is no variable. */
const escape = (url: string) => url.replaceAll('$', '%24');
