import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, FieldSet, IconButton, useStyles2 } from '@grafana/ui';
import { checkPattern, DEFAULT_PATHS } from '../config';
import { TextField } from './TextField';

interface Props {
  paths: string[] | undefined;
  disabled?: boolean;
  onChange: (paths: string[]) => void;
}

/** The list of file patterns below the URL. */
export function PathsEditor({ paths, disabled, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const rows = Array.isArray(paths) && paths.length > 0 ? paths.map(String) : [...DEFAULT_PATHS];
  const set = (index: number, text: string): void =>
    onChange(rows.map((row, at) => (at === index ? text.trim() : row)));
  return (
    <FieldSet label="Files">
      <p className={styles.help}>
        Names below the URL. <code>loops.jsonl</code> is one file, <code>loops-*.jsonl</code> all that the server lists,{' '}
        <code>{'loops-{YYYY}-{MM}-{DD}.jsonl'}</code> a file a day (UTC) of the dashboard&apos;s time range. Files that
        end in <code>.gz</code> are unpacked.
      </p>
      {rows.map((row, index) => {
        const fault = checkPattern(row);
        return (
          <div key={index} className={styles.row}>
            <Field noMargin label={undefined} invalid={fault !== null} error={fault ?? undefined} disabled={disabled}>
              <TextField
                width={50}
                aria-label={`File pattern ${index + 1}`}
                placeholder={DEFAULT_PATHS[0]}
                value={row}
                onCommit={(text) => set(index, text)}
              />
            </Field>
            {rows.length > 1 && (
              <IconButton
                name="trash-alt"
                className={styles.remove}
                tooltip={`Remove file pattern ${index + 1}`}
                disabled={disabled}
                onClick={() => onChange(rows.filter((_, at) => at !== index))}
              />
            )}
          </div>
        );
      })}
      <Button variant="secondary" icon="plus" size="sm" disabled={disabled} onClick={() => onChange([...rows, ''])}>
        Add file pattern
      </Button>
    </FieldSet>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  help: css({ color: theme.colors.text.secondary, maxWidth: 720 }),
  row: css({ display: 'flex', alignItems: 'flex-start', gap: theme.spacing(1), marginBottom: theme.spacing(1) }),
  remove: css({ marginTop: theme.spacing(1) }),
});
