import type { IncidentPlan } from './driver/incident.ts';
import { DEMO_MODELS } from './models.ts';

/** Gauge of the load driver: 1 during a phase of an incident, otherwise 0. Labels `model_name` and `phase`. */
export const INCIDENT_METRIC = 'demo_incident_active';

/** Alert rule that fires and resolves in each incident. */
export const INCIDENT_ALERT = 'HTTPServerErrors';

/**
 * A scripted incident: prompts of one model become ten times as long, so that TTFT rises, then its server fails most requests.
 * TTFT stays within the default objective and failed requests do not reach an engine, so that no error budget is spent:
 * burn-rate alerts look back for hours and would not resolve. {@link INCIDENT_ALERT} looks back five minutes. Its threshold of
 * 5% is exceeded after about a minute of errors, the alert fires three minutes later, and resolves at most five minutes after
 * the last error.
 */
export const incidentPlan = (everySeconds: number): IncidentPlan => ({
  metric: INCIDENT_METRIC,
  model: DEMO_MODELS[1].name,
  firstAfterSeconds: everySeconds,
  everySeconds,
  phases: [
    { name: 'slow first tokens', seconds: 60, errorShare: 0 },
    { name: 'server errors', seconds: 210, errorShare: 0.8 },
  ],
});
