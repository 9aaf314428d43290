/** This machine, as the configuration of a Docker stack has to name it. */
const HOST = 'host.docker.internal';

/** Address of a port of this machine that settings accept. */
export const addressOf = (port: number): string => `${HOST}:${port}`;

/** The configuration of a Prometheus that runs on this machine itself. */
export const onThisMachine = (configuration: string): string => configuration.replaceAll(HOST, '127.0.0.1');
