import { alloyConfig } from '../../../configs/collector/index.ts';
import { parseSettings } from '../../../configs/index.ts';
import { services } from '../../../configs/services/index.ts';

type Raw = Record<string, unknown>;

/** Of a stack with traces. */
export const settings = (traces: Raw = {}, others: Raw = {}) =>
  parseSettings({ traces: { enabled: true, ...traces }, ...others });
/** The collector's configuration. */
export const text = (traces?: Raw, others?: Raw) => alloyConfig(settings(traces, others));
export const serviceOf = (name: string, traces?: Raw, others?: Raw) =>
  services(settings(traces, others)).find((service) => service.name === name);
