export { DockerBackend } from './docker-backend.ts';
