// Entry point for Pulumi, which runs plugins through ts-node with the compiler options of the current folder. ES module imports
// bypass ts-node, so that Node runs the TypeScript itself.
export { LlmMonitoring } from '../components/llm-monitoring.ts';
