export { alertmanagerFiles } from './config.ts';
