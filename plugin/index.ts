/** What Pulumi reads the schema of the component package from; `index.js` is what it runs. */
export { LlmMonitoring, type LlmMonitoringArgs } from '../components/llm-monitoring.ts';
