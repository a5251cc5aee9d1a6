import { css } from '@emotion/css';
import {
  FieldColorModeId,
  FieldConfigProperty,
  FieldType,
  PanelPlugin,
  dateTimeFormat,
  type DataFrame,
  type Field,
  type GrafanaTheme2,
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
  useStyles2,
  useTheme2,
  type UPlotConfigBuilder,
} from '@grafana/ui';
import { useMemo } from 'react';
import { PanelMessage } from '../host/PanelMessage';
import { addCustomOptions } from '../host/registries';
import { AnnotationLines, readMarks, type Mark } from './annotations';

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
  const marks = useMemo(() => readMarks(data.annotations ?? []), [data.annotations]);
  const theme = useTheme2();
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
        <>
          <AnnotationLines config={builder} marks={marks} fallback={theme.colors.warning.main} />
          <Tooltip
            config={builder}
            marks={marks}
            frame={aligned}
            timeZone={timeZone}
            options={options.tooltip}
            onZoom={onChangeTimeRange}
          />
        </>
      )}
    </TimeSeries>
  );
}

interface TooltipProps {
  config: UPlotConfigBuilder;
  frame: DataFrame;
  marks: Mark[];
  timeZone: string;
  options?: Partial<VizTooltipOptions>;
  onZoom: (range: { from: number; to: number }) => void;
}

/** How near the cursor has to be to a mark to tell its text, in pixels. */
const MARK_REACH = 5;
const MOST_MARKS = 3;

const ONE_SERIES = 0;
const ALL_SERIES = 1;

function Tooltip({ config, frame, marks, timeZone, options, onZoom }: TooltipProps) {
  const styles = useStyles2(getStyles);
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
      render={(plot, dataIdxs, seriesIdx, isPinned) => {
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
        const under = plot.posToVal(plot.cursor.left ?? 0, 'x');
        const reach = plot.posToVal(MARK_REACH, 'x') - plot.posToVal(0, 'x');
        const near = marks
          .filter((mark) => mark.time - reach <= under && under <= mark.end + reach)
          .slice(0, MOST_MARKS);
        return (
          <VizTooltipWrapper>
            <VizTooltipHeader item={{ label: '', value: time }} isPinned={isPinned} />
            <VizTooltipContent items={items} isPinned={isPinned} scrollable maxHeight={240} />
            {near.map((mark, index) => (
              <p key={index} className={styles.mark}>
                {mark.text}
              </p>
            ))}
            {isPinned && links.length > 0 && <VizTooltipFooter dataLinks={links} />}
          </VizTooltipWrapper>
        );
      }}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({ margin: 0, padding: theme.spacing(0.5, 1), color: theme.colors.text.secondary }),
});

function isNumber(field: Field): boolean {
  return field.type === FieldType.number;
}

function isGraphable(frame: DataFrame): boolean {
  return frame.length > 0 && frame.fields.some(({ type }) => type === FieldType.time) && frame.fields.some(isNumber);
}

export const timeSeriesPanel = new PanelPlugin<TimeSeriesOptions>(TimeSeriesPanel)
  .setDataSupport({ annotations: true, alertStates: false })
  .useFieldConfig({
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
