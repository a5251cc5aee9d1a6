import type { AppRootProps } from '@grafana/data';
import { HomePage } from './HomePage';

export default function RootPage(_props: AppRootProps) {
  return <HomePage />;
}
