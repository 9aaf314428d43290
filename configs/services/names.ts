import { type Service, STACK_NETWORK } from './service.ts';

/** Name of a service's container on Docker. */
export const containerName = (stack: string, service: string): string => `${stack}-${service}`;

/** Name of a network on Docker: that of the stack for its own network, and one after it for every other. */
export const networkName = (stack: string, network: string): string =>
  network === STACK_NETWORK ? stack : `${stack}-${network}`;

/** Name of a volume with data on Docker. */
export const volumeName = (stack: string, volume: string): string => `${stack}-${volume}`;

/** Networks that services join, each once. */
export const networksOf = (services: readonly Service[]): string[] => [
  ...new Set([STACK_NETWORK, ...services.flatMap(({ networks }) => networks ?? [])]),
];
