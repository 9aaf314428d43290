export { alloyConfig, alloyFiles } from './config.ts';
