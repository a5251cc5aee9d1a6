import { useTheme2 } from '@grafana/ui';
import { paletteOf } from '../../panels/common/colours';

interface Props {
  /** Goal scores by iteration; NaN leaves a gap. */
  scores: readonly number[];
  target: number | null;
  width?: number;
  height?: number;
}

/** The goal score by iteration in a few pixels, its target dashed; what it says stands in the cells beside it. */
export function Sparkline({ scores, target, width = 96, height = 24 }: Props) {
  const theme = useTheme2();
  const known = scores.filter(Number.isFinite);
  if (known.length === 0) {
    return null;
  }
  const palette = paletteOf(theme);
  const low = Math.min(0, ...known.slice(0, MOST));
  const high = Math.max(1, target ?? 0, ...known.slice(0, MOST));
  const points = thin(scores);
  const x = (index: number) => 3 + (points.length < 2 ? (width - 6) / 2 : (index / (points.length - 1)) * (width - 6));
  const y = (value: number) => height - 3 - ((value - low) / (high - low)) * (height - 6);
  const last = points.findLastIndex(Number.isFinite);
  const reached = target === null || points[last] >= target;
  const colour = palette.effectiveness[reached ? 2 : 1];
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
      {target !== null && (
        <line x1={0} x2={width} y1={y(target)} y2={y(target)} stroke={palette.axis} strokeDasharray="3 3" />
      )}
      <path d={pathOf(points, x, y)} fill="none" stroke={palette.weak} strokeWidth={1.5} strokeLinejoin="round" />
      <circle cx={x(last)} cy={y(points[last])} r={2.5} fill={colour} />
    </svg>
  );
}

/** More points than this cannot be told apart. */
const MOST = 200;

function thin(scores: readonly number[]): readonly number[] {
  if (scores.length <= MOST) {
    return scores;
  }
  return Array.from({ length: MOST }, (_, i) => scores[Math.round((i / (MOST - 1)) * (scores.length - 1))]);
}

function pathOf(points: readonly number[], x: (index: number) => number, y: (value: number) => number): string {
  let path = '';
  let open = false;
  points.forEach((value, index) => {
    if (Number.isFinite(value)) {
      path += `${open ? 'L' : 'M'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
      open = true;
    } else {
      open = false;
    }
  });
  return path;
}
