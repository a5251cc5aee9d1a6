import { useMemo } from 'react';
import { useTheme2 } from '@grafana/ui';
import { paletteOf } from '../../common/colours';
import { amountRamp, effectivenessRamp } from '../../common/ramp';
import type { Picture } from '../draw/paint';
import { stripGeometry } from '../model/geometry';
import type { Layout } from '../model/layout';
import { scaleOf } from '../model/scale';
import { columnOf, flagsOf, type Strips } from '../model/strips';
import type { StripsOptions } from '../options';

/** All that a strip's picture needs, each part worked out again only when what it is made of changes. */
export function usePicture(
  strips: Strips,
  { colourBy, align, cellWidth }: Pick<StripsOptions, 'colourBy' | 'align' | 'cellWidth'>,
  { area, words }: Layout,
  loading: boolean
): Picture {
  const theme = useTheme2();
  const values = useMemo(() => columnOf(strips, colourBy), [strips, colourBy]);
  const derived = useMemo(() => flagsOf(strips, 'derived'), [strips]);
  const scale = useMemo(() => scaleOf(colourBy, values), [colourBy, values]);
  const palette = useMemo(() => paletteOf(theme), [theme]);
  const colours = useMemo(
    () => (colourBy === 'effectiveness' ? effectivenessRamp(palette, theme.isDark) : amountRamp(theme.isDark)),
    [colourBy, palette, theme.isDark]
  );
  const geometry = useMemo(
    () =>
      stripGeometry(
        strips.loops.map(({ length }) => length),
        area,
        { align, cellWidth }
      ),
    [strips, area, align, cellWidth]
  );
  return useMemo(
    () => ({ loops: strips.loops, values, derived, scale, colours, geometry, palette, words, loading }),
    [strips, values, derived, scale, colours, geometry, palette, words, loading]
  );
}
