export { existingAuth } from './existing-auth.ts';
export { allExisting, ExistingBackend } from './existing-backend.ts';
