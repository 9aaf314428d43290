import { gatewayJobs } from '../../inventory/gateways.ts';
import { matches, PLACE, selector } from '../../promql/index.ts';
import type { Settings } from '../../settings/index.ts';
import { GATEWAY_KINDS, type GatewayKind } from '../../settings/targets.ts';
import { dashboard, type Dashboard } from '../dashboard.ts';
import type { Row } from '../layout.ts';
import { choice, CHOSEN_PLACE, datasource, placeChoices } from '../variables.ts';
import { endpointPickerRow } from './endpoint-picker.ts';
import { litellmRow } from './litellm.ts';
import { routerRow } from './router.ts';

const ROWS: Readonly<Record<GatewayKind, () => Row>> = {
  'production-stack-router': routerRow,
  'llm-d-epp': endpointPickerRow,
  litellm: litellmRow,
};

const configuredKinds = (settings: Settings) =>
  GATEWAY_KINDS.filter((kind) => gatewayJobs(settings, kind).length > 0);

/** True if a router or gateway with its own metrics is configured. */
export const hasGateway = (settings: Settings) => configuredKinds(settings).length > 0;

/** The routers and gateways in front of vLLM, a row for each kind that is configured. */
export function gatewayDashboard(settings: Settings): Dashboard {
  const kinds = configuredKinds(settings);
  const jobs = kinds.flatMap((kind) => gatewayJobs(settings, kind)).sort();
  const ofGateways = matches(jobs.join('|'));
  return dashboard({
    uid: 'gateway',
    title: 'Gateway',
    description:
      'The routers and gateways in front of vLLM: requests, failures, latency, retries, backends, and tokens by tenant.',
    variables: [
      datasource(),
      ...placeChoices(settings, PLACE, selector('up', { job: ofGateways })),
      choice({ name: 'job', label: 'Job', from: selector('up', { ...CHOSEN_PLACE, job: ofGateways }) }),
      choice({
        name: 'instance',
        label: 'Instance',
        from: selector('up', { ...CHOSEN_PLACE, job: [ofGateways, matches('$job')] }),
      }),
    ],
    rows: kinds.map((kind) => ROWS[kind]()),
  });
}
