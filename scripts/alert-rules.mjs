/**
 * Writes the alert rules of `alerts/rules.mjs` for Prometheus and for Grafana's provisioning.
 * `--check` writes nothing and exits with 1 where a file is not what it would be.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import yaml from 'js-yaml';
import { RULES } from '../alerts/rules.mjs';
import { ROOT } from './paths.mjs';

const HEAD = '# Written by scripts/alert-rules.mjs from alerts/rules.mjs: change it there.\n';
/** The runbook's headings are the names of the rules' `runbook`. */
const RUNBOOK = 'docs/alerts.md';
/** Of the Prometheus that scrapes `loopscope serve`, as provisioned. */
const PROMETHEUS_UID = 'prometheus';
const EVERY = '30s';

const SIGNS = { gt: '>', lt: '<' };

/** The pages of the app that tell more: the loop's own where the alert knows which. */
const PAGES = {
  loop: '/a/loopscope-app/loop?id={{ $labels.trace_id | urlquery }}',
  loops: '/a/loopscope-app?loop={{ $labels.loop | urlquery }}',
  home: '/a/loopscope-app',
};

/** Rule groups for Prometheus. `times` makes waits shorter, for trying them. */
export function prometheusRules({ every = EVERY, shorten = (time) => time } = {}) {
  return {
    groups: [
      {
        name: 'loopscope',
        interval: every,
        rules: RULES.map((rule) => ({
          alert: rule.alert,
          expr: `(${rule.expr}) ${SIGNS[rule.op]} ${rule.threshold}`,
          for: shorten(rule.for),
          labels: { severity: rule.severity },
          annotations: {
            summary: rule.summary,
            description: rule.description,
            runbook: `${RUNBOOK}#${rule.runbook}`,
            // Prometheus does not know where Grafana is: its external label says so.
            page: `{{ $externalLabels.grafana_url }}${PAGES[rule.link]}`,
          },
        })),
      },
    ],
  };
}

/** Grafana calls the value of a query by its refId; where there are no data there is none. */
const forGrafana = (text) =>
  text.replace(/\{\{ ([^}]*\$value[^}]*) \}\}/g, (_, call) => {
    return `{{ if $values.A }}{{ ${call.replace('$value', '$values.A.Value')} }}{{ end }}`;
  });

/** Rule groups for Grafana's own alerting: a query and a threshold on it. */
export function grafanaRules() {
  return {
    apiVersion: 1,
    groups: [
      {
        orgId: 1,
        name: 'loopscope',
        folder: 'Loopscope',
        interval: EVERY,
        rules: RULES.map((rule) => ({
          uid: `loopscope-${rule.alert
            .replace(/^Loopscope/, '')
            .replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`)
            .toLowerCase()}`,
          title: rule.alert,
          condition: 'C',
          for: rule.for,
          noDataState: 'OK',
          execErrState: 'Error',
          labels: { severity: rule.severity },
          annotations: {
            summary: forGrafana(rule.summary),
            description: forGrafana(rule.description),
            runbook: `${RUNBOOK}#${rule.runbook}`,
            page: forGrafana(PAGES[rule.link]),
          },
          data: [
            {
              refId: 'A',
              relativeTimeRange: { from: 600, to: 0 },
              datasourceUid: PROMETHEUS_UID,
              model: { refId: 'A', expr: rule.expr, instant: true, range: false },
            },
            {
              refId: 'C',
              relativeTimeRange: { from: 600, to: 0 },
              datasourceUid: '__expr__',
              model: {
                refId: 'C',
                type: 'threshold',
                expression: 'A',
                conditions: [{ evaluator: { type: rule.op, params: [rule.threshold] } }],
              },
            },
          ],
        })),
      },
    ],
  };
}

const toText = (document) => HEAD + yaml.dump(document, { lineWidth: -1, noRefs: true });

export const FILES = {
  'alerts/loopscope.rules.yml': () => toText(prometheusRules()),
  'provisioning/alerting/loopscope.yaml': () => toText(grafanaRules()),
};

function main() {
  const check = process.argv.includes('--check');
  for (const [path, write] of Object.entries(FILES)) {
    const text = write();
    if (!check) {
      writeFileSync(join(ROOT, path), text);
    } else if (readFileSync(join(ROOT, path), 'utf8') !== text) {
      console.error(`${path} is not what alerts/rules.mjs says; run "node scripts/alert-rules.mjs".`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main();
}
