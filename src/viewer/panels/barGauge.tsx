import {
  PanelPlugin,
  VizOrientation,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  type FieldDisplay,
  type PanelProps,
  type ReduceDataOptions,
} from '@grafana/data';
import type { BarGaugeNamePlacement, BarGaugeValueMode } from '@grafana/schema';
import { BarGaugeDisplayMode, type VizTextDisplayOptions } from '@grafana/schema';
import { BarGauge, VizRepeater, useTheme2 } from '@grafana/ui';
import { PanelMessage } from '../host/PanelMessage';
import { WithLinks } from './WithLinks';

interface BarGaugeOptions {
  reduceOptions?: Partial<ReduceDataOptions>;
  orientation?: VizOrientation;
  displayMode?: BarGaugeDisplayMode;
  valueMode?: BarGaugeValueMode;
  namePlacement?: BarGaugeNamePlacement;
  showUnfilled?: boolean;
  minVizWidth?: number;
  minVizHeight?: number;
  maxVizHeight?: number;
  text?: VizTextDisplayOptions;
}

function BarGaugePanel({
  data,
  options,
  fieldConfig,
  width,
  height,
  replaceVariables,
  renderCounter,
  timeZone,
}: PanelProps<BarGaugeOptions>) {
  const theme = useTheme2();
  const values = () =>
    getFieldDisplayValues({
      data: data.series,
      fieldConfig,
      replaceVariables,
      theme,
      timeZone,
      reduceOptions: { calcs: ['lastNotNull'], ...options.reduceOptions },
    });

  if (!data.series.some(({ length }) => length > 0)) {
    return <PanelMessage>{fieldConfig.defaults.noValue ?? 'No data in this range.'}</PanelMessage>;
  }
  const orientation =
    options.orientation === undefined || options.orientation === VizOrientation.Auto
      ? width > height
        ? VizOrientation.Vertical
        : VizOrientation.Horizontal
      : options.orientation;
  return (
    <VizRepeater<FieldDisplay, ReturnType<typeof getDisplayValueAlignmentFactors>>
      source={data}
      getValues={values}
      getAlignmentFactors={getDisplayValueAlignmentFactors}
      orientation={orientation}
      width={width}
      height={height}
      itemSpacing={10}
      minVizWidth={options.minVizWidth ?? 8}
      minVizHeight={options.minVizHeight ?? 16}
      maxVizHeight={options.maxVizHeight ?? 300}
      renderCounter={renderCounter}
      renderValue={({ value, width: cellWidth, height: cellHeight, alignmentFactors, orientation: along }) => (
        <WithLinks value={value}>
          {(className, onClick) => (
            <BarGauge
              value={value.display}
              field={value.field}
              display={value.view?.getFieldDisplayProcessor(value.colIndex ?? 0)}
              width={cellWidth}
              height={cellHeight}
              orientation={along}
              theme={theme}
              itemSpacing={10}
              lcdCellWidth={8}
              displayMode={options.displayMode ?? BarGaugeDisplayMode.Gradient}
              valueDisplayMode={options.valueMode}
              namePlacement={options.namePlacement}
              showUnfilled={options.showUnfilled ?? true}
              text={options.text}
              alignmentFactors={alignmentFactors}
              className={className}
              onClick={onClick}
            />
          )}
        </WithLinks>
      )}
    />
  );
}

export const barGaugePanel = new PanelPlugin<BarGaugeOptions>(BarGaugePanel).useFieldConfig();
