export { KubernetesBackend, type KubernetesBackendArgs } from './kubernetes-backend.ts';
