import { TextLink } from '@grafana/ui';
import { useDocumentTitle } from './useDocumentTitle';

export function AboutPage() {
  useDocumentTitle('About');
  return <TextLink href="/">Dashboard</TextLink>;
}
