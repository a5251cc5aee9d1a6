import type { Detector } from './detector';
import { say } from './words';

const MAX_CODES = 3;

/** A safety rule was broken: one is enough. */
export const safetyViolation: Detector = {
  type: 'safety_violation',
  detect({ loop, run }) {
    const { violations } = loop;
    if (violations.length === 0) {
      return null;
    }
    const iterations = violations.flatMap(({ iteration }) => (iteration === null ? [] : [iteration]));
    const codes = [...new Set(violations.flatMap(({ code }) => (code === null ? [] : [code])))];
    const spans =
      run?.steps
        .filter(({ span }) => span.events.some(({ name }) => name === 'loop.safety.violation'))
        .map(({ spanId }) => spanId) ?? [];
    return {
      type: 'safety_violation',
      firstIteration: iterations.length === 0 ? null : Math.min(...iterations.slice(0, 1000)),
      lastIteration: iterations.length === 0 ? null : Math.max(...iterations.slice(0, 1000)),
      count: violations.length,
      confidence: 1,
      figures: [codes.slice(0, MAX_CODES).join(', '), Math.max(0, codes.length - MAX_CODES)],
      evidence: spans.length > 0 ? spans : iterations,
    };
  },
  words(finding) {
    const [codes, more] = finding.figures;
    const named = codes === '' ? 'no code was written' : `${codes}${Number(more) > 0 ? ` and ${more} more` : ''}`;
    return {
      title: codes === '' ? 'Safety violation' : `Safety violation: ${codes}`,
      what: `${say.plural(finding.count, 'safety violation was', 'safety violations were')} recorded${say.where(finding)}: ${named}.`,
      why: 'The loop did, or was about to do, what a safety rule forbids; its result must not be used unseen.',
      try: 'Open the iteration, see what the worker was about to do, and tighten its instructions or its tools before it runs again.',
    };
  },
};
