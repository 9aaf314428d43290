import { describe, expect, test, it } from 'vitest';
import { collect } from './corpus.ts';

describe('secrets', () => {
  test.each([
    ['Authorization: Bearer abcDEF0123456789.-_', 'abcDEF'],
    ["'authorization': 'Bearer abcDEF0123456789'", 'abcDEF'],
    ['"Authorization": "Basic dXNlcjpwYXNzd29yZA=="', 'dXNlcj'],
    ['openai key sk-proj-abcdefghijklmnop', 'sk-proj'],
    ['HF_TOKEN=hf_abcdefghijklmnopqrst', 'hf_abc'],
    ["non-default args: {'api_key': ['one', 'two'], 'port': 8000}", "'one'"],
    ['--api-key=0123456789 --port 8000', '0123456789'],
    ['{"api_key": "0123456789", "port": 8000}', '0123456789'],
    [String.raw`{"message": "{\"api_key\": \"0123456789\"}"}`, '0123456789'],
    ['GET /v1/models?api_key=0123456789&x=1 HTTP/1.1', '0123456789'],
    ['postgres://me:hunter22@db/x', 'hunter22'],
    ['aws AKIAABCDEFGHIJKLMNOP', 'AKIA'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF-_123', 'eyJ'],
    ['password: hunter22', 'hunter22'],
  ])('are taken out of %j', (line, secret) => {
    const [entry] = collect([line]).entries;
    expect(entry?.line).not.toContain(secret);
    expect(entry?.line).toContain('<redacted>');
    expect(collect([line], { redact: false }).entries[0]?.line).toBe(line);
  });

  test.each([
    'SamplingParams(n=1, max_tokens=16, stop_token_ids=[], prompt_logprobs=None)',
    "tokenizer='/models/tiny-llama', tokenizer_mode=auto, revision=None",
    'Avg prompt throughput: 264.1 tokens/s, prefix cache hit rate: 4.6%',
    'Basic authentication is off, bearer of bad news',
    'http://10.0.0.1:8000/v1/models',
  ])('are not seen in %j', (line) => {
    expect(collect([line]).entries[0]?.line).toBe(line);
  });

  it('are also what the configuration says', () => {
    const [entry] = collect(['id acme_0123 end'], { redactPatterns: ['(acme_[0-9]+)'] }).entries;
    expect(entry?.line).toBe('id <redacted> end');
  });
});
