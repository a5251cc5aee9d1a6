import {
  FieldColorModeId,
  FieldConfigProperty,
  FieldType,
  PanelPlugin,
  dateTimeFormat,
  type DataFrame,
  type Field,
  type PanelProps,
} from '@grafana/data';
import {
  LegendDisplayMode,
  SortOrder,
  TooltipDisplayMode,
  type VizLegendOptions,
  type VizTooltipOptions,
} from '@grafana/schema';
import {
  TimeSeries,
  TooltipPlugin2,
  VizTooltipContent,
  VizTooltipFooter,
  VizTooltipHeader,
  VizTooltipWrapper,
  getFieldDisplayItems,
  getFieldDisplayLinks,
  usePanelContext,
  type UPlotConfigBuilder,
} from '@grafana/ui';
import { useMemo } from 'react';
import { PanelMessage } from '../host/PanelMessage';
import { addCustomOptions } from '../host/registries';

interface TimeSeriesOptions {
  legend?: Partial<VizLegendOptions>;
  tooltip?: Partial<VizTooltipOptions>;
}

const noLegend: VizLegendOptions = {
  showLegend: true,
  displayMode: LegendDisplayMode.List,
  placement: 'bottom',
  calcs: [],
};

function TimeSeriesPanel({
  data,
  options,
  width,
  height,
  timeRange,
  timeZone,
  onChangeTimeRange,
  fieldConfig,
}: PanelProps<TimeSeriesOptions>) {
  const frames = useMemo(() => data.series.filter(isGraphable), [data.series]);
  const { onToggleSeriesVisibility } = usePanelContext();

  if (frames.length === 0) {
    const hasRows = data.series.some(({ length }) => length > 0);
    const message = hasRows ? 'This answer has no time column to draw along.' : 'No data in this range.';
    return <PanelMessage>{hasRows ? message : (fieldConfig.defaults.noValue ?? message)}</PanelMessage>;
  }
  return (
    <TimeSeries
      frames={frames}
      structureRev={data.structureRev}
      timeRange={timeRange}
      timeZone={timeZone}
      width={width}
      height={height}
      legend={{ ...noLegend, ...options.legend }}
      onLegendClick={({ fieldIndex, mode }) => {
        const field = fieldIndex === null ? undefined : frames[fieldIndex.frameIndex]?.fields[fieldIndex.fieldIndex];
        if (field?.state?.displayName) {
          onToggleSeriesVisibility?.(field.state.displayName, mode);
        }
      }}
      options={options}
    >
      {(builder, aligned) => (
        <Tooltip
          config={builder}
          frame={aligned}
          timeZone={timeZone}
          options={options.tooltip}
          onZoom={onChangeTimeRange}
        />
      )}
    </TimeSeries>
  );
}

interface TooltipProps {
  config: UPlotConfigBuilder;
  frame: DataFrame;
  timeZone: string;
  options?: Partial<VizTooltipOptions>;
  onZoom: (range: { from: number; to: number }) => void;
}

const ONE_SERIES = 0;
const ALL_SERIES = 1;

function Tooltip({ config, frame, timeZone, options, onZoom }: TooltipProps) {
  const mode = options?.mode ?? TooltipDisplayMode.Multi;
  if (mode === TooltipDisplayMode.None) {
    return null;
  }
  return (
    <TooltipPlugin2
      config={config}
      hoverMode={mode === TooltipDisplayMode.Single ? ONE_SERIES : ALL_SERIES}
      queryZoom={onZoom}
      clientZoom
      render={(_plot, dataIdxs, seriesIdx, isPinned) => {
        const x = frame.fields[0];
        const row = dataIdxs[seriesIdx ?? 1] ?? dataIdxs.find((index) => index !== null);
        const items = getFieldDisplayItems(
          frame.fields,
          x,
          dataIdxs,
          seriesIdx,
          mode,
          options?.sort ?? SortOrder.None,
          isNumber
        );
        const links =
          seriesIdx === null || row === null || row === undefined
            ? []
            : getFieldDisplayLinks(frame.fields[seriesIdx], row);
        const time = row === null || row === undefined ? '' : dateTimeFormat(x.values[row], { timeZone });
        return (
          <VizTooltipWrapper>
            <VizTooltipHeader item={{ label: '', value: time }} isPinned={isPinned} />
            <VizTooltipContent items={items} isPinned={isPinned} scrollable maxHeight={240} />
            {isPinned && links.length > 0 && <VizTooltipFooter dataLinks={links} />}
          </VizTooltipWrapper>
        );
      }}
    />
  );
}

function isNumber(field: Field): boolean {
  return field.type === FieldType.number;
}

function isGraphable(frame: DataFrame): boolean {
  return frame.length > 0 && frame.fields.some(({ type }) => type === FieldType.time) && frame.fields.some(isNumber);
}

export const timeSeriesPanel = new PanelPlugin<TimeSeriesOptions>(TimeSeriesPanel).useFieldConfig({
  standardOptions: { [FieldConfigProperty.Color]: { defaultValue: { mode: FieldColorModeId.PaletteClassic } } },
  useCustomConfig: (builder) =>
    addCustomOptions(builder, [
      'drawStyle',
      'lineInterpolation',
      'lineWidth',
      'lineStyle',
      'fillOpacity',
      'fillBelowTo',
      'gradientMode',
      'showPoints',
      'pointSize',
      'pointColor',
      'spanNulls',
      'stacking',
      'barAlignment',
      'barWidthFactor',
      'axisPlacement',
      'axisLabel',
      'axisWidth',
      'axisSoftMin',
      'axisSoftMax',
      'axisColorMode',
      'axisBorderShow',
      'axisGridShow',
      'axisCenteredZero',
      'scaleDistribution',
      'thresholdsStyle',
      'hideFrom',
      'transform',
    ]),
});
