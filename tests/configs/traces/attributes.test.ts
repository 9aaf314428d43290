import { describe, expect, test } from 'vitest';
import {
  names,
  PROMPT_ATTRIBUTES,
  SECRET_ATTRIBUTES,
  SECRET_NAME_HINT,
} from '../../../configs/traces/attributes.ts';

describe('names of attributes', () => {
  const matching = (patterns: readonly string[]) => {
    const pattern = new RegExp(names(patterns).replace('(?i)', ''), 'i');
    return (name: string) => pattern.test(name);
  };
  const isPrompt = matching(PROMPT_ATTRIBUTES);
  const isSecret = matching(SECRET_ATTRIBUTES);

  test.each([
    'gen_ai.prompt',
    'gen_ai.prompt.0.content',
    'gen_ai.completion.0.tool_calls.0.arguments',
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.system_instructions',
    'gen_ai.tool.call.arguments',
    'gen_ai.user.message.content',
    'llm.prompts.0',
    'llm.input_messages.1.message.content',
    'llm.prompt_template.variables',
    'input.value',
    'output.value',
    'retrieval.documents.0.document.content',
    'traceloop.entity.input',
    'langfuse.observation.output',
    'mlflow.spanInputs',
    'all_messages_events',
    'http.request.body',
    'gen_ai.event.content',
    'gen_ai.agent.invocation_input',
    'llm.hosted_vllm.messages',
    'llm.openai.choices',
    'llm.text-completion-openai.prompt',
  ])('%s contains a prompt or an answer', (name) => expect(isPrompt(name)).toBe(true));

  test.each([
    'http.request.header.authorization',
    'http.request.header.x-api-key',
    'Authorization',
    'http.response.header.set-cookie',
    'db.password',
    'litellm.api_key',
    'hf_token',
    'oauth.client_secret',
    'process.command_args',
  ])('%s is a secret, and is found fast', (name) => {
    expect(isSecret(name)).toBe(true);
    expect(JSON.stringify(['service.name', name])).toMatch(new RegExp(SECRET_NAME_HINT.slice(4), 'i'));
  });

  test.each([
    'gen_ai.request.id',
    'gen_ai.request.max_tokens',
    'gen_ai.request.model',
    'gen_ai.usage.prompt_tokens',
    'gen_ai.usage.completion_tokens',
    'gen_ai.usage.input_tokens',
    'gen_ai.latency.time_to_first_token',
    'gen_ai.operation.name',
    'gen_ai.output.type',
    'llm.token_count.prompt',
    'llm.token_count.completion',
    'llm.cost.input',
    'llm.openai.model',
    'llm.openai.max_tokens',
    'llm.model_name',
    'http.request.body.size',
    'http.request.method',
    'service.name',
    'session.id',
    'code.namespace',
    'vllm.process_id',
    'tokenizer',
  ])('%s is kept', (name) => expect(isPrompt(name) || isSecret(name)).toBe(false));
});
