/**
 * Format of `docker inspect` that prints the health of a container: `healthy` also for one that runs without a health check,
 * which has no `State.Health` at all.
 */
export const HEALTH =
  '{{if .State.Health}}{{.State.Health.Status}}{{else if .State.Running}}healthy{{else}}{{.State.Status}}{{end}}';
