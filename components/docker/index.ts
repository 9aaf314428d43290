export { DockerBackend, type DockerBackendArgs } from './docker-backend.ts';
