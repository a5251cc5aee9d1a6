import { count, tokens } from '../../panels/common/figures';
import type { HandoffGraph, MapAgent, MapEdge } from './model';

/** `9 calls · 1 failed · 2.7k tok` */
export function agentWords({ calls, failed, tokens: used }: MapAgent): string {
  const parts = [
    calls === null ? '' : count(calls, 'call'),
    failed !== null && failed > 0 ? `${failed.toLocaleString('en-US')} failed` : '',
    used === null ? '' : `${tokens(used)} tok`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** `triage handed over to billing 3 times` */
export function edgeWords({ agents }: HandoffGraph, { from, to, type, count: times }: MapEdge): string {
  const often = times === 1 ? 'once' : `${times.toLocaleString('en-US')} times`;
  const [source, target] = [agents[from].name, from === to ? 'itself' : agents[to].name];
  return type === 'delegation'
    ? `${source} delegated to ${target}, which returned, ${often}`
    : `${source} handed over to ${target} ${often}`;
}

/** So long that more would not help; the whole name is in the title. */
export function shorten(name: string, width: number): string {
  const most = Math.max(4, Math.floor((width - 20) / 7.4));
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
