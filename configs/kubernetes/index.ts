export { ADMIN_PASSWORD_KEY, SECRET_KEY_KEY } from './grafana-password.ts';
export type { Manifest } from './manifest.ts';
export { after, before, namespaces } from './manifests.ts';
export { releases, type Release } from './releases.ts';
export {
  digest,
  isRestarted,
  type Restarted,
  startSecrets,
  withSecretGeneration,
} from './secret-generation.ts';
export { secrets } from './secrets.ts';
