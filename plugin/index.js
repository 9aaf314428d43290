// The same as index.ts. Pulumi runs a plugin through ts-node, with the compiler options of whatever folder it is called in;
// what an ES module imports passes that by, and Node runs its TypeScript as it is.
export { LlmMonitoring } from '../components/llm-monitoring.ts';
