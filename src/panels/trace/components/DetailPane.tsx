import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { cx } from '@emotion/css';
import type { LinkModel } from '@grafana/data';
import { IconButton, TextLink, useStyles2 } from '@grafana/ui';
import type { Subject } from '../model/subject';
import type { MessageLine } from '../model/messages';
import type { SpanDetail } from '../model/traceFrame';
import type { LoopWarning } from '../model/warnings';
import { Attributes, Events, Json, Messages } from './DetailTabs';
import { getDetailStyles } from './detailStyles';
import type { Answer } from './useAnswers';

export interface DetailPaneProps {
  subject: Subject;
  warnings: readonly LoopWarning[];
  links: readonly LinkModel[];
  detail: Answer<SpanDetail | null>;
  messages: Answer<readonly MessageLine[]> | null;
  columns: readonly string[];
  onColumn: (key: string) => void;
  onMessages: () => void;
  onClose: () => void;
  /** Lies over the rows where there is no room beside them. */
  over: boolean;
  width: number;
}

const TABS = ['attributes', 'events', 'messages', 'json'] as const;
type Tab = (typeof TABS)[number];

/** All that is known of one step or iteration. */
export function DetailPane(props: DetailPaneProps) {
  const { subject, warnings, links, detail, messages, columns, onColumn, onMessages, onClose, over, width } = props;
  const styles = useStyles2(getDetailStyles);
  const [tab, setTab] = useState<Tab>('attributes');
  const tabs = useRef<HTMLDivElement>(null);
  const span = detail.status === 'done' ? detail.value : null;
  useEffect(() => {
    if (tab === 'messages') {
      onMessages();
    }
  }, [tab, onMessages]);

  const labels: Record<Tab, string> = {
    attributes: span === null ? 'Attributes' : `Attributes ${span.attributes.length}`,
    events: span === null ? 'Events' : `Events ${span.events.length}`,
    messages: messages?.status === 'done' ? `Messages ${messages.value.length}` : 'Messages',
    json: 'JSON',
  };
  const turn = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? TABS.length - 1 : 0;
    if (by > 0) {
      const next = TABS[(TABS.indexOf(tab) + by) % TABS.length];
      setTab(next);
      tabs.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
      event.preventDefault();
    }
  };
  return (
    <section
      className={cx(styles.pane, over && styles.over)}
      style={over ? undefined : { width, flex: 'none' }}
      aria-label={`Details of ${subject.title}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <div className={styles.head}>
        <h3 className={styles.title}>
          {subject.title} <span className={styles.weak}>{subject.kind}</span>
        </h3>
        <IconButton
          name="times"
          size="lg"
          tooltip="Close the details"
          aria-label="Close the details"
          onClick={onClose}
        />
      </div>
      {subject.error !== null && <div className={styles.error}>{subject.error}</div>}
      {warnings.map((warning, i) => (
        <div key={i} className={styles.warning}>
          <strong>{warning.title}</strong>
          {[warning.what, warning.why, warning.tryThis]
            .filter((text) => text !== null && text !== warning.title)
            .map((text) => (
              <div key={text}>{text}</div>
            ))}
        </div>
      ))}
      <dl className={styles.facts}>
        {subject.facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      {links.length > 0 && (
        <div className={styles.links}>
          {links.map(({ title, href, target, onClick }) => (
            <TextLink
              key={`${title} ${href}`}
              href={href}
              external={target === '_blank'}
              inline={false}
              variant="bodySmall"
              onClick={onClick}
            >
              {title}
            </TextLink>
          ))}
        </div>
      )}
      <div ref={tabs} className={styles.tabs} role="tablist" aria-label="Details" onKeyDown={turn}>
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            className={styles.tab}
            data-tab={name}
            aria-selected={tab === name}
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {labels[name]}
          </button>
        ))}
      </div>
      <div className={styles.scroll} role="tabpanel" aria-label={labels[tab]} tabIndex={0}>
        {tab === 'messages' ? (
          <Waiting answer={messages ?? { status: 'loading' }}>
            {(lines) => <Messages lines={lines} styles={styles} />}
          </Waiting>
        ) : (
          <Waiting answer={detail}>
            {(value) =>
              tab === 'attributes' ? (
                <Attributes
                  attributes={value?.attributes ?? []}
                  columns={columns}
                  onColumn={onColumn}
                  styles={styles}
                />
              ) : tab === 'events' ? (
                <Events events={value?.events ?? []} start={subject.start} styles={styles} />
              ) : (
                <Json subject={subject} detail={value} styles={styles} />
              )
            }
          </Waiting>
        )}
      </div>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Waiting<T>({ answer, children }: { answer: Answer<T>; children: (value: T) => ReactNode }) {
  if (answer.status === 'loading') {
    return <div role="status">Reading…</div>;
  }
  return answer.status === 'error' ? <div role="alert">{answer.message}</div> : <>{children(answer.value)}</>;
}
