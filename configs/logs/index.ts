export { alloyText, expression, type Block, type Value } from './alloy-text.ts';
export { CONFIG_PATH, logBlocks, logFiles } from './config.ts';
export { CONTAINER_LABELS } from './container-labels.ts';
export { type CredentialFiles, credentialFiles, credentials, inFolder } from './credentials.ts';
export { lokiDataSourceJson } from './data-source.ts';
export { METADATA, pipeline, STREAM_LABELS } from './pipeline.ts';

export { fileMounts } from './sources.ts';
export type { Stage } from './stages.ts';
export { stageBlock } from './stage-text.ts';
