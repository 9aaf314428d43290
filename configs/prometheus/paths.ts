/** Configuration folder of Prometheus. */
export const CONFIG_PATH = '/etc/prometheus';
