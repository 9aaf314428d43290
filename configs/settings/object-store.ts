/** True if a store is accessed with keys, of the stack file or of an existing Secret, instead of an identity. */
export const hasKeys = ({
  existingSecret,
  secretAccessKey,
}: {
  readonly existingSecret?: string | undefined;
  readonly secretAccessKey?: object | undefined;
}): boolean => existingSecret !== undefined || secretAccessKey !== undefined;
