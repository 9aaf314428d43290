/** Component package: Pulumi reads its schema from here and runs it through `index.js`. */
export { LlmMonitoring, type LlmMonitoringArgs } from '../components/llm-monitoring.ts';
