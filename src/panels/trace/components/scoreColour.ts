import type { Palette } from '../../common/colours';

/** The colour of an effectiveness from 0 to 1, between those of nothing, half and all of the target. */
export function scoreColour({ effectiveness: [none, half, target] }: Palette, value: number): string {
  const at = Math.min(1, Math.max(0, value)) * 2;
  return at < 1 ? mix(none, half, at) : mix(half, target, at - 1);
}

function mix(one: string, other: string, share: number): string {
  const part = (hex: string, at: number) => parseInt(hex.slice(at, at + 2), 16);
  const rgb = [1, 3, 5].map((at) => Math.round(part(one, at) + (part(other, at) - part(one, at)) * share));
  return `rgb(${rgb.join(', ')})`;
}
