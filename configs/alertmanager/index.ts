export { alertmanagerFiles } from './config.ts';
export { ALERTMANAGER_SOURCE } from './data-source.ts';
