import { useCallback, useEffect, useMemo } from 'react';
import type { DataFrame, DataQueryRequest } from '@grafana/data';
import type { DataSourceRef } from '@grafana/schema';
import { detailsOf } from '../model/details';
import { readMessages, type MessageLine } from '../model/messages';
import type { Stop } from '../model/stops';
import type { SpanDetail } from '../model/traceFrame';
import type { LoopTree } from '../model/tree';
import { useAnswers, type Answer, type Asked } from './useAnswers';

const NONE: Answer<SpanDetail | null> = { status: 'done', value: null };

/** Attributes, events and messages: from a trace frame of the panel, else asked for by iteration when first needed. */
export function useDetail(
  tree: LoopTree,
  frames: readonly DataFrame[],
  request: DataQueryRequest | undefined,
  source: DataSourceRef | null,
  traceId: string | null,
  subject: Stop | null
) {
  const given = useMemo(() => detailsOf(frames), [frames]);
  const { answers, ask } = useAnswers('trace', detailsOf, request, source, traceId);
  const said = useAnswers('messages', readMessages, request, source, traceId);

  /** The step whose span is meant; -1 where an iteration has none of its own. */
  const step = subject === null ? -1 : subject.step >= 0 ? subject.step : tree.groups[subject.group].own;
  const iteration = useMemo((): Asked => {
    const number =
      subject === null ? NaN : step >= 0 ? tree.steps.iteration[step] : tree.groups[subject.group].iteration;
    return number === number ? number : null;
  }, [tree, subject, step]);
  const spanId = step < 0 ? null : tree.steps.spanId[step];
  const isGiven = spanId !== null && given.has(spanId);
  useEffect(() => {
    if (spanId !== null && !isGiven) {
      ask(iteration);
    }
  }, [spanId, isGiven, iteration, ask]);

  const detail = useMemo((): Answer<SpanDetail | null> => {
    if (spanId === null) {
      return NONE;
    }
    const own = given.get(spanId);
    if (own !== undefined) {
      return { status: 'done', value: own };
    }
    const answer = answers.get(iteration);
    return answer?.status === 'done'
      ? { status: 'done', value: answer.value.get(spanId) ?? null }
      : (answer ?? { status: 'loading' });
  }, [spanId, given, answers, iteration]);

  const messages = useMemo((): Answer<readonly MessageLine[]> | null => {
    const answer = said.answers.get(iteration);
    if (answer?.status !== 'done') {
      return answer ?? null;
    }
    const own = subject?.step === -1 ? answer.value : answer.value.filter((line) => line.spanId === spanId);
    return { status: 'done', value: own };
  }, [said.answers, iteration, subject, spanId]);

  const askMessages = said.ask;
  const readThem = useCallback(() => askMessages(iteration), [askMessages, iteration]);

  /** Of any step whose attributes have come. */
  const attributesOf = useCallback(
    (i: number): SpanDetail | null => {
      const id = tree.steps.spanId[i];
      const number = tree.steps.iteration[i];
      const answer = answers.get(number === number ? number : null);
      return given.get(id) ?? (answer?.status === 'done' ? (answer.value.get(id) ?? null) : null);
    },
    [tree, given, answers]
  );
  /** Of an iteration's own step, as far as they have come. */
  const eventsOf = useCallback(
    (g: number) => {
      const { own } = tree.groups[g];
      return own < 0 ? [] : (attributesOf(own)?.events ?? []);
    },
    [tree, attributesOf]
  );
  return { eventsOf, detail, messages, readMessages: readThem, attributesOf, ask, hasAll: given.size > 0 };
}
