export { dataSourceAccess } from './data-source-access.ts';
