import { plain } from '../plain';
import type { LoopFigures } from './figures';
import { groupBy } from './groupBy';
import type { Verdict } from './rules';

export const REPORT_FORMATS = ['table', 'json', 'junit'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface Report {
  store: string;
  loops: LoopFigures[];
  verdicts: Verdict[];
}

const count = (verdicts: Verdict[], outcome: Verdict['outcome']) =>
  verdicts.filter((verdict) => verdict.outcome === outcome).length;

const subject = ({ loop }: Verdict) => (loop === null ? 'all loops' : `${loop.loop || 'unnamed loop'} ${loop.traceId}`);

const many = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;

/** What failed, for a person. */
function toTable({ loops, verdicts }: Report): string {
  const shown = verdicts.filter(({ outcome }) => outcome === 'failed');
  const rows = shown.map((verdict) => [verdict.rule, subject(verdict), verdict.text].map(plain));
  const widths = [0, 1].map((column) => Math.min(60, Math.max(0, ...rows.map((row) => row[column].length))));
  const lines = rows.map(([rule, who, text]) => `✕ ${rule.padEnd(widths[0])}  ${who.padEnd(widths[1])}  ${text}`);
  const unknown = count(verdicts, 'unknown');
  const tail = unknown === 0 ? '' : `, ${unknown} could not be judged`;
  lines.push(
    `${many(loops.length, 'loop')} checked: ${count(verdicts, 'passed')} passed, ${shown.length} failed${tail}.`
  );
  return lines.join('\n');
}

function toJson({ store, loops, verdicts }: Report): string {
  return JSON.stringify(
    {
      store,
      passed: count(verdicts, 'failed') === 0,
      counts: {
        loops: loops.length,
        passed: count(verdicts, 'passed'),
        failed: count(verdicts, 'failed'),
        unknown: count(verdicts, 'unknown'),
      },
      verdicts: verdicts.map(({ rule, loop, outcome, text }) => ({
        rule,
        loop: loop?.loop ?? null,
        traceId: loop?.traceId ?? null,
        outcome,
        text,
      })),
    },
    null,
    2
  );
}

/** Control characters have no place in XML, not even escaped. */
const xml = (text: string) =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** JUnit's XML, a test case for each thing that was checked; what could not be judged is skipped. */
function toJunit({ verdicts }: Report): string {
  const suites = groupBy(verdicts, ({ rule }) => rule);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="loopscope check" tests="${verdicts.length}" failures="${count(verdicts, 'failed')}">`,
  ];
  for (const [rule, cases] of suites) {
    lines.push(
      `  <testsuite name="${xml(rule)}" tests="${cases.length}" failures="${count(cases, 'failed')}" skipped="${count(cases, 'unknown')}">`
    );
    for (const verdict of cases) {
      const name = verdict.loop === null ? verdict.text.split(',')[0] : subject(verdict);
      const open = `    <testcase classname="loopscope.${xml(rule.replace(/^--/, ''))}" name="${xml(name)}"`;
      if (verdict.outcome === 'passed') {
        lines.push(`${open}/>`);
      } else {
        const tag = verdict.outcome === 'failed' ? 'failure' : 'skipped';
        lines.push(`${open}>`, `      <${tag} message="${xml(verdict.text)}"/>`, '    </testcase>');
      }
    }
    lines.push('  </testsuite>');
  }
  return [...lines, '</testsuites>'].join('\n');
}

export function formatReport(report: Report, format: ReportFormat): string {
  return format === 'json' ? toJson(report) : format === 'junit' ? toJunit(report) : toTable(report);
}
