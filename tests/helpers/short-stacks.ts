/**
 * Pulumi captures a stack trace for every promise (pulumi `sdk/nodejs/runtime/debuggable.ts`), and Vitest, which raises Node's
 * limit to 100, maps every frame to its source. Without a lower limit, this takes half of the run time under mocks.
 */
Error.stackTraceLimit = 5;
