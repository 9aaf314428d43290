export { credentialFiles, credentialPaths } from './credentials.ts';
export { tempoDataSourceJson } from './data-source.ts';
export { traceBlocks } from './pipeline.ts';
