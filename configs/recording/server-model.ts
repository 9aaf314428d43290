import { aggregate, binary, selector, TARGET, topk, type Expression } from '../promql/index.ts';

/** One model per server even if it exports several, because vector matching requires a one-to-one match. */
export function withModelOfServer(ofServer: Expression): Expression {
  const models = aggregate('group', [...TARGET, 'model_name'], selector('vllm:num_requests_running'));
  return binary(ofServer, '*', topk(1, models, TARGET), { on: TARGET, groupLeft: ['model_name'] });
}
