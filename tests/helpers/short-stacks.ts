/**
 * Pulumi takes a stack trace for every promise (pulumi `sdk/nodejs/runtime/debuggable.ts`), and Vitest, which raises Node's limit
 * to 100, maps every frame to its source: without a lower one, half of the time of a program under mocks.
 */
Error.stackTraceLimit = 5;
