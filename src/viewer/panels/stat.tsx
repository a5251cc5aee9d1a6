import {
  PanelPlugin,
  VizOrientation,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  type FieldDisplay,
  type PanelProps,
  type ReduceDataOptions,
} from '@grafana/data';
import type { BigValueJustifyMode, BigValueTextMode } from '@grafana/ui';
import { BigValue, BigValueColorMode, BigValueGraphMode, VizRepeater, useTheme2 } from '@grafana/ui';
import type { VizTextDisplayOptions } from '@grafana/schema';
import { PanelMessage } from '../host/PanelMessage';
import { WithLinks } from './WithLinks';

interface StatOptions {
  reduceOptions?: Partial<ReduceDataOptions>;
  orientation?: VizOrientation;
  colorMode?: BigValueColorMode;
  graphMode?: BigValueGraphMode;
  justifyMode?: BigValueJustifyMode;
  textMode?: BigValueTextMode;
  text?: VizTextDisplayOptions;
  wideLayout?: boolean;
}

function StatPanel({
  data,
  options,
  fieldConfig,
  width,
  height,
  replaceVariables,
  renderCounter,
  timeZone,
}: PanelProps<StatOptions>) {
  const theme = useTheme2();
  const graphMode = options.graphMode ?? BigValueGraphMode.None;
  const values = () =>
    getFieldDisplayValues({
      data: data.series,
      fieldConfig,
      replaceVariables,
      theme,
      timeZone,
      sparkline: graphMode !== BigValueGraphMode.None,
      reduceOptions: { calcs: ['lastNotNull'], ...options.reduceOptions },
    });

  if (!data.series.some(({ length }) => length > 0)) {
    return <PanelMessage>{fieldConfig.defaults.noValue ?? 'No data in this range.'}</PanelMessage>;
  }
  return (
    <VizRepeater<FieldDisplay, ReturnType<typeof getDisplayValueAlignmentFactors>>
      source={data}
      getValues={values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      orientation={options.orientation ?? VizOrientation.Auto}
      width={width}
      height={height}
      itemSpacing={3}
      autoGrid
      renderCounter={renderCounter}
      renderValue={({ value, width: cellWidth, height: cellHeight, alignmentFactors, count }) => (
        <WithLinks value={value}>
          {(targetClassName, onClick) => (
            <BigValue
              value={value.display}
              count={count}
              sparkline={value.sparkline}
              colorMode={options.colorMode ?? BigValueColorMode.Value}
              graphMode={graphMode}
              justifyMode={options.justifyMode}
              textMode={options.textMode}
              text={options.text}
              alignmentFactors={alignmentFactors}
              disableWideLayout={options.wideLayout === false}
              hasLinks={value.hasLinks}
              className={targetClassName}
              onClick={onClick}
              theme={theme}
              width={cellWidth}
              height={cellHeight}
            />
          )}
        </WithLinks>
      )}
    />
  );
}

export const statPanel = new PanelPlugin<StatOptions>(StatPanel).useFieldConfig();
