/** Default passwords of servers and tutorials, which are no secrets. */
export const WEAK_PASSWORDS: readonly string[] = ['admin', 'password', 'grafana'];
