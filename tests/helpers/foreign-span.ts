interface Content {
  readonly traceId: string;
  readonly spanId: string;
  readonly prompt: string;
  readonly secret: string;
}

/** An export in OTLP's JSON with a prompt and secrets in every place where it has attributes, and some values that may stay. */
export function foreignSpan({ traceId, spanId, prompt, secret }: Content): object {
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const list = (key: string, ...values: string[]) => ({
    key,
    value: { arrayValue: { values: values.map((stringValue) => ({ stringValue })) } },
  });
  const map = (key: string, ...values: object[]) => ({ key, value: { kvlistValue: { values } } });
  const nano = String(Date.now() * 1_000_000);
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [
            text('service.name', 'foreign'),
            map('deployment', text('api_key', `${secret}-resource`)),
            list('process.command_args', 'vllm', 'serve', '--api-key', 'a-plain-password-1'),
          ],
        },
        scopeSpans: [
          {
            scope: {
              name: 'lib',
              attributes: [text('input.value', prompt), text('note', `key ${secret}`)],
            },
            spans: [
              {
                traceId,
                spanId,
                name: `call ${secret}`,
                kind: 3,
                startTimeUnixNano: nano,
                endTimeUnixNano: nano,
                status: { code: 2, message: `token=${secret}` },
                attributes: [
                  { key: 'score', value: { doubleValue: 'NaN' } },
                  text('db.query', 'password: correct-horse-7 and more'),
                  text('nested.json', String.raw`{"body":"{\\\"password\\\": \\\"battery-staple-8\\\"}"}`),
                  text('signed.url', 'https://example.com/a?x=1&sig=abcdefgh12345678'),
                  text('llm.hosted_vllm.messages', prompt),
                  text('llm.hosted_vllm.prompt', prompt),
                  text('llm.token_count.prompt', '17'),
                  map('llm', list('prompts', prompt), map('cost', text('prompt', '0.5'))),
                  list('http.request.header.x-custom', `Bearer ${secret}`),
                  list('gen_ai.response.finish_reasons', 'stop'),
                  map('request', map('headers', text('Authorization', 'Basic dXNlcjpwYXNz'))),
                ],
                events: [
                  {
                    timeUnixNano: nano,
                    name: 'gen_ai.user.message',
                    attributes: [text('content', prompt), text('gen_ai.event.content', prompt)],
                  },
                  {
                    timeUnixNano: nano,
                    name: 'exception',
                    attributes: [text('exception.message', `denied: ${secret}`), text('message', 'kept')],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  };
}
