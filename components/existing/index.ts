export { existingAuth } from './existing-auth.ts';
export { ExistingBackend } from './existing-backend.ts';
