import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './components/ConfigEditor';
import { QueryEditor } from './components/QueryEditor';
import { QueryEditorHelp } from './components/QueryEditorHelp';
import type { LoopscopeOptions } from './config';
import { LoopscopeDataSource } from './datasource';
import type { LoopscopeQuery } from './types';

export const plugin = new DataSourcePlugin<LoopscopeDataSource, LoopscopeQuery, LoopscopeOptions>(LoopscopeDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryEditorHelp);
