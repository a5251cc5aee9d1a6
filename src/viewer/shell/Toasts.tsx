import { css } from '@emotion/css';
import { AppEvents, type AlertPayload, type EventBusExtended, type GrafanaTheme2 } from '@grafana/data';
import { Alert, useStyles2, type AlertVariant } from '@grafana/ui';
import { useEffect, useState } from 'react';

interface Toast {
  id: number;
  severity: AlertVariant;
  title: string;
  text?: string;
}

const SHOWN_MS = 8_000;
const MOST = 4;

let nextId = 0;

/** What the host and the plugins publish for a person; an error stays until it is closed. */
export function Toasts({ events }: { events: EventBusExtended }) {
  const styles = useStyles2(getStyles);
  const [toasts, setToasts] = useState<Toast[]>([]);

  useEffect(() => {
    const close = (id: number) => setToasts((all) => all.filter((toast) => toast.id !== id));
    const open =
      (severity: AlertVariant) =>
      (payload: AlertPayload = ['']) => {
        const [title, text] = payload;
        const id = nextId++;
        setToasts((all) =>
          [...all.filter((toast) => toast.title !== title), { id, severity, title, text }].slice(-MOST)
        );
        if (severity !== 'error') {
          window.setTimeout(() => close(id), SHOWN_MS);
        }
      };
    const onError = open('error');
    const onWarning = open('warning');
    const onSuccess = open('success');
    events.on(AppEvents.alertError.name, onError);
    events.on(AppEvents.alertWarning.name, onWarning);
    events.on(AppEvents.alertSuccess.name, onSuccess);
    return () => {
      events.off(AppEvents.alertError.name, onError);
      events.off(AppEvents.alertWarning.name, onWarning);
      events.off(AppEvents.alertSuccess.name, onSuccess);
    };
  }, [events]);

  return (
    <div className={styles.toasts} aria-live="polite">
      {toasts.map(({ id, severity, title, text }) => (
        <Alert
          key={id}
          severity={severity}
          title={title}
          elevated
          onRemove={() => setToasts((all) => all.filter((toast) => toast.id !== id))}
        >
          {text}
        </Alert>
      ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  toasts: css({
    position: 'fixed',
    zIndex: theme.zIndex.portal,
    top: 56,
    right: theme.spacing(2),
    width: `min(400px, calc(100vw - ${theme.spacing(4)}))`,
  }),
});
