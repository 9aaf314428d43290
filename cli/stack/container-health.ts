/**
 * Format of `docker inspect` that prints the health of a container: `healthy` also for a running one without a health check,
 * which has no `State.Health`.
 */
export const HEALTH =
  '{{if .State.Health}}{{.State.Health.Status}}{{else if .State.Running}}healthy{{else}}{{.State.Status}}{{end}}';
