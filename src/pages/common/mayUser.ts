import { config } from '@grafana/runtime';

/** True where the user has a permission in Grafana, such as `datasources:read`; nobody has any in the viewer. */
export const mayUser = (action: string): boolean => config.bootData?.user?.permissions?.[action] === true;
