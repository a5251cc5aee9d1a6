import type { MouseEventHandler, ReactNode } from 'react';
import type { FieldDisplay } from '@grafana/data';
import { DataLinksContextMenu } from '@grafana/ui';

interface WithLinksProps {
  value: FieldDisplay;
  children: (className?: string, onClick?: MouseEventHandler<HTMLElement>) => ReactNode;
}

/** A figure that opens the menu of its data links on a click, where it has any. */
export function WithLinks({ value: { hasLinks, getLinks }, children }: WithLinksProps) {
  return hasLinks && getLinks ? (
    <DataLinksContextMenu links={getLinks}>
      {({ targetClassName, openMenu }) => <>{children(targetClassName, openMenu)}</>}
    </DataLinksContextMenu>
  ) : (
    children()
  );
}
