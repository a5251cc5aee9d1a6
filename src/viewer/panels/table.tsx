import { css } from '@emotion/css';
import {
  PanelPlugin,
  cacheFieldDisplayNames,
  getFrameDisplayName,
  type GrafanaTheme2,
  type PanelProps,
} from '@grafana/data';
import { TableCellHeight } from '@grafana/schema';
import { Combobox, useStyles2 } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import { useMemo, useState } from 'react';
import { PanelMessage } from '../host/PanelMessage';
import { addCustomOptions } from '../host/registries';
import { settled } from '../../datasource/components/settled';

interface TableOptions {
  showHeader?: boolean;
  frameIndex?: number;
  cellHeight?: TableCellHeight;
  enablePagination?: boolean;
  sortBy?: Array<{ displayName: string; desc?: boolean }>;
}

const CHOOSER_HEIGHT = 40;

function TablePanel({ data, options, width, height, fieldConfig, timeRange, transparent }: PanelProps<TableOptions>) {
  const styles = useStyles2(getStyles);
  const [chosen, setChosen] = useState(options.frameIndex ?? 0);
  const frames = useMemo(() => {
    cacheFieldDisplayNames(data.series);
    return data.series;
  }, [data.series]);
  const index = Math.min(chosen, frames.length - 1);
  const frame = frames[index];

  if (!frame || (frame.length === 0 && frame.fields.length === 0)) {
    return <PanelMessage>{fieldConfig.defaults.noValue ?? 'No data in this range.'}</PanelMessage>;
  }
  const several = frames.length > 1;
  return (
    <div className={styles.panel}>
      <TableNG
        ariaLabel={getFrameDisplayName(frame)}
        data={frame}
        width={width}
        height={several ? height - CHOOSER_HEIGHT : height}
        noHeader={options.showHeader === false}
        cellHeight={options.cellHeight ?? TableCellHeight.Sm}
        enablePagination={options.enablePagination}
        sortBy={options.sortBy}
        structureRev={data.structureRev}
        timeRange={timeRange}
        fieldConfig={fieldConfig}
        noValue={fieldConfig.defaults.noValue}
        transparent={transparent}
        resizable
      />
      {several && (
        <div className={styles.chooser}>
          <Combobox
            aria-label="Table"
            options={frames.map((each, value) => ({
              value,
              label: getFrameDisplayName(each) || `Answer ${value + 1}`,
            }))}
            value={index}
            onChange={settled(({ value }) => setChosen(value))}
          />
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({ height: '100%', fontVariantNumeric: 'tabular-nums' }),
  chooser: css({ paddingTop: theme.spacing(1) }),
});

export const tablePanel = new PanelPlugin<TableOptions>(TablePanel).useFieldConfig({
  useCustomConfig: (builder) =>
    addCustomOptions(builder, [
      'width',
      'minWidth',
      'align',
      'cellOptions',
      'hidden',
      'hideFrom',
      'inspect',
      'filterable',
      'wrapText',
      'wrapHeaderText',
    ]),
});
