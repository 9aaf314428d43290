/**
 * Labels of `http_requests_total` that hold the HTTP status: prometheus-fastapi-instrumentator's (vLLM) and most clients',
 * client_golang's, and Starlette's exporters'.
 */
export const STATUS_LABELS = ['status', 'code', 'status_code'] as const;
