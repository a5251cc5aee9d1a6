import { useDocumentTitle } from '../shell/useDocumentTitle';

export function ExplorePage() {
  useDocumentTitle('Explore');
  return null;
}
