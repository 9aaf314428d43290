export { dataSourceAccess, type DataSourceAccess } from './data-source-access.ts';
