/** Folder that Prometheus reads everything from. */
export const CONFIG_PATH = '/etc/prometheus';
