import { type Service, STACK_NETWORK } from './service.ts';

/** Container name of a service on Docker. */
export const containerName = (stack: string, service: string): string => `${stack}-${service}`;

/** Network name on Docker: the stack name for the stack's network, with a suffix for every other. */
export const networkName = (stack: string, network: string): string =>
  network === STACK_NETWORK ? stack : `${stack}-${network}`;

/** Name of a data volume on Docker. */
export const volumeName = (stack: string, volume: string): string => `${stack}-${volume}`;

/** The networks that services join, without duplicates. */
export const networksOf = (services: readonly Service[]): string[] => [
  ...new Set([STACK_NETWORK, ...services.flatMap(({ networks }) => networks ?? [])]),
];
