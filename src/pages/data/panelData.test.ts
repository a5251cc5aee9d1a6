import { LoadingState, createDataFrame, getDefaultTimeRange, type QueryResultMetaNotice } from '@grafana/data';
import { noticesOf } from './panelData';

const notice = (severity: QueryResultMetaNotice['severity'], text: string): QueryResultMetaNotice => ({
  severity,
  text,
});

const data = (notices: Record<string, QueryResultMetaNotice[]>) => ({
  state: LoadingState.Done,
  timeRange: getDefaultTimeRange(),
  series: Object.entries(notices).map(([refId, own]) => createDataFrame({ refId, fields: [], meta: { notices: own } })),
});

it('tells each sentence once, the gravest first', () => {
  const found = noticesOf(
    data({ a: [notice('info', 'estimated'), notice('error', 'torn')], b: [notice('info', 'estimated')] })
  );
  expect(found.map(({ text }) => text)).toEqual(['torn', 'estimated']);
});

it('names the part of the page that a sentence is about, unless all of it is', () => {
  const cut = notice('warning', 'cut');
  const own = notice('info', 'own');
  for (const series of [data({ list: [own], drawn: [own, cut] }), data({ drawn: [own, cut], list: [own] })]) {
    expect(noticesOf(series, { drawn: 'Curves' }).map(({ text }) => text)).toEqual(['Curves: cut', 'own']);
  }
});
