export { Alerting, type AlertingArgs } from './alerting.ts';
