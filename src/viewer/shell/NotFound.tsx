import { EmptyState, LinkButton } from '@grafana/ui';
import { useDocumentTitle } from './useDocumentTitle';

export function NotFound() {
  useDocumentTitle('Not found');
  return (
    <EmptyState
      variant="not-found"
      hideImage
      message="There is no page of this address."
      button={<LinkButton href="/">Go to the dashboard</LinkButton>}
    />
  );
}
