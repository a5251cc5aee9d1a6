import type { StepColumns } from './steps';

/** How a step is called: a tool by its own name, a model call with its model. */
export function titleOf({ kind, name, texts }: StepColumns, step: number): { title: string; aside: string | null } {
  const own = name[step];
  const tool = texts.tool[step];
  const model = texts.model[step];
  if (kind[step] === 'tool' && tool !== null) {
    return { title: tool, aside: null };
  }
  if (kind[step] === 'llm' && model !== null && !own.includes(model)) {
    return { title: own, aside: model };
  }
  const agent = texts.agent[step];
  if (kind[step] === 'iteration' && agent !== null) {
    return { title: own, aside: agent };
  }
  return { title: own, aside: null };
}
