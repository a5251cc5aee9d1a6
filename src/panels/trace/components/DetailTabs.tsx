import { ClipboardButton } from '@grafana/ui';
import { prettyJson, toObject, valueText } from '../model/details';
import type { MessageLine } from '../model/messages';
import type { Subject } from '../model/subject';
import type { Attribute, SpanDetail, SpanEvent } from '../model/traceFrame';
import type { DetailStyles } from './detailStyles';
import { durationText } from './text';

/** No page holds more of one text; copying takes all of it. */
const LONGEST = 100_000;
const MOST_LINES = 500;

const cut = (text: string) =>
  text.length > LONGEST
    ? `${text.slice(0, LONGEST)}\n… ${(text.length - LONGEST).toLocaleString('en-US')} more characters`
    : text;

interface AttributesProps {
  attributes: readonly Attribute[];
  columns: readonly string[];
  onColumn: (key: string) => void;
  styles: DetailStyles;
}

export function Attributes({ attributes, columns, onColumn, styles }: AttributesProps) {
  if (attributes.length === 0) {
    return <div>No attributes were reported.</div>;
  }
  return (
    <ul className={styles.list}>
      {attributes.slice(0, MOST_LINES).map(({ key, value }, i) => {
        const text = valueText(value);
        const isColumn = columns.includes(key);
        return (
          <li key={i}>
            <div className={styles.key}>
              {key}
              <ClipboardButton
                icon="copy"
                variant="secondary"
                fill="text"
                size="sm"
                aria-label={`Copy the value of ${key}`}
                getText={() => text}
              />
              <button
                type="button"
                className={styles.plain}
                aria-pressed={isColumn}
                aria-label={`${isColumn ? 'not as column' : 'as column'}: ${key}`}
                onClick={() => onColumn(key)}
              >
                {isColumn ? 'not as column' : 'as column'}
              </button>
            </div>
            <pre className={styles.value}>{cut(prettyJson(text) ?? text)}</pre>
          </li>
        );
      })}
    </ul>
  );
}

interface EventsProps {
  events: readonly SpanEvent[];
  /** Of the step (ms since the epoch). */
  start: number;
  styles: DetailStyles;
}

export function Events({ events, start, styles }: EventsProps) {
  if (events.length === 0) {
    return <div>No events were reported.</div>;
  }
  return (
    <ul className={styles.list}>
      {events.slice(0, MOST_LINES).map(({ time, name, attributes }, i) => (
        <li key={i}>
          <div>
            {name} {time - start >= 0 && <span className={styles.weak}>after {durationText(time - start)}</span>}
          </div>
          {attributes.map(({ key, value }, at) => (
            <div key={at}>
              <span className={styles.weak}>{key}</span> <span className={styles.value}>{cut(valueText(value))}</span>
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

export function Messages({ lines, styles }: { lines: readonly MessageLine[]; styles: DetailStyles }) {
  if (lines.length === 0) {
    return <div>No messages were recorded here: many emitters leave them out unless told to keep them.</div>;
  }
  return (
    <ol className={styles.list}>
      {lines.slice(0, MOST_LINES).map(({ body, failed }, i) => (
        <li key={i}>
          <pre className={styles.value}>
            {failed && '✕ '}
            {cut(body)}
          </pre>
        </li>
      ))}
      {lines.length > MOST_LINES && <li>{(lines.length - MOST_LINES).toLocaleString('en-US')} more messages</li>}
    </ol>
  );
}

export function Json({
  subject,
  detail,
  styles,
}: {
  subject: Subject;
  detail: SpanDetail | null;
  styles: DetailStyles;
}) {
  const document = {
    ...subject.raw,
    ...(detail && {
      attributes: toObject(detail.attributes),
      events: detail.events.map(({ time, name, attributes }) => ({ time, name, attributes: toObject(attributes) })),
    }),
  };
  const text = JSON.stringify(document, (_, value: unknown) => (value !== value ? null : value), 2);
  return (
    <>
      <div className={styles.actions}>
        <ClipboardButton icon="copy" variant="secondary" size="sm" getText={() => text}>
          Copy
        </ClipboardButton>
      </div>
      <pre className={styles.json}>{cut(text)}</pre>
    </>
  );
}
