/** The part of `@grafana/runtime` that Grafana keeps for itself, and that a host has to fill in. */
declare module '@grafana/runtime/components/PanelDataErrorView' {
  import type { ComponentType } from 'react';
  import type { PanelDataErrorViewProps } from '@grafana/runtime';

  export function setPanelDataErrorView(view: ComponentType<PanelDataErrorViewProps>): void;
}

declare module '@grafana/runtime/components/PanelRenderer' {
  import type { ComponentType } from 'react';
  import type { PanelRendererProps } from '@grafana/runtime';

  export function setPanelRenderer(renderer: ComponentType<PanelRendererProps>): void;
}
