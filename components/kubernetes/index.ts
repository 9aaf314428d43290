export { KubernetesBackend } from './kubernetes-backend.ts';
