/** Lines with made-up secrets, and what must not be left of each. Keys are put together, so that no scanner takes them for real. */
const key = (...parts: readonly string[]) => parts.join('');
const LONG = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';

/** Beginnings of vendors' keys. */
const VENDORS = [
  ...[
    'sk-',
    'sk-proj-',
    'sk-ant-api03-',
    'sk-or-v1-',
    'sk_live_',
    'rk_test_',
    'hf_',
    'r8_',
    'gsk_',
    'pplx-',
    'xai-',
    'fw_',
    'csk-',
  ],
  ...[
    'nvapi-',
    'tgp_v1_',
    'pcsk_',
    'ghp_',
    'gho_',
    'github_pat_',
    'glpat-',
    'glsa_',
    'glc_',
    'dckr_pat_',
    'npm_',
    'pypi-',
    'hvs.',
  ],
  ...['AIza', 'ya29.', 'GOCSPX-', 'xoxb-', 'xoxp-', 'tskey-', 'LTAI', 'lsv2_pt_', 'esecret_'],
];

export const SECRETS: readonly (readonly [line: string, ...secrets: string[]])[] = [
  ...VENDORS.map((start) => [`started with ${start}${LONG}, port 8000`, LONG] as const),
  [`AWS ${key('AKIA', 'ABCDEFGHIJKLMNOP')}`, 'ABCDEFGHIJKLMNOP'],
  [`SendGrid ${key('SG.', LONG, '.', LONG)}`, LONG],
  [`jwt ${key('eyJ', 'hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF-_123')}`, 'hbGciOiJIUzI1NiJ9'],
  ['Authorization: Bearer abcDEF0123456789.-_', 'abcDEF'],
  ['Authorization: Bearer token-abc123', 'token-abc123'],
  ['"Authorization": "Basic dXNlcjpwYXNzd29yZA=="', 'dXNlcj'],
  ["(b'authorization', b'Bearer abcDEF0123456789')", 'abcDEF'],
  ["{b'x-api-key': b'abcDEF0123456789'}", 'abcDEF'],
  ['vllm serve m --api-key 0123456789abc --port 8000', '0123456789abc'],
  ['vllm serve m --api-key key-one1 key-two2 --port 8000', 'key-one1', 'key-two2'],
  ["args: ['--api-key', 'hunter22', '--port', '8000']", 'hunter22'],
  ['--hf-token abcDEF0123456789', 'abcDEF'],
  ['--ssl-keyfile-password "open sesame"', 'open sesame'],
  ['--password=hunter22', 'hunter22'],
  // JSON within JSON within JSON.
  [String.raw`{"body":"{\\\"password\\\": \\\"hunter22\\\"}"}`, 'hunter22'],
  [`AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjE//${LONG}==`, LONG, 'IQoJb3JpZ2lu'],
  [`AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/${LONG}`, LONG],
  ['HUGGING_FACE_HUB_TOKEN=abcDEF0123456789', 'abcDEF'],
  ["environ({'WANDB_API_KEY': 'abcDEF0123456789'})", 'abcDEF'],
  ['export DB_PASSWORD="correct horse"', 'correct horse'],
  ['redis://:hunter22@cache:6379/0', 'hunter22'],
  ['postgres://me:hunter22@db/x', 'hunter22'],
  ['amqp://me:p@ss:w0rd@mq/vhost', 'w0rd'],
  ['https://me:hunter22@proxy.example.com:3128', 'hunter22'],
  [`https://${LONG}@github.com/acme/models.git`, LONG],
  [`https://acme.blob.core.windows.net/m?sv=2024-01-01&sig=${LONG}%3D`, LONG],
  [`https://s3.example.com/m?X-Amz-Signature=${LONG}&X-Amz-Expires=60`, LONG],
  [`AccountName=acme;AccountKey=${LONG}==;EndpointSuffix=core.windows.net`, LONG],
  [`https://hooks.slack.com/services/T00000000/B00000000/${LONG}`, LONG],
  ['Cookie: session=abcDEF0123456789', 'abcDEF'],
  ["non-default args: {'api_key': ['one', 'two'], 'port': 8000}", "'one'", "'two'"],
  ['{"api_key": "0123456789", "port": 8000}', '0123456789'],
  [String.raw`{"message": "{\"api_key\": \"0123456789\"}"}`, '0123456789'],
  ['GET /v1/models?api_key=0123456789&x=1 HTTP/1.1', '0123456789'],
  ['client_secret=abcDEF0123456789', 'abcDEF'],
  ['password: hunter22', 'hunter22'],
  [String.raw`-----BEGIN RSA PRIVATE KEY-----\nMIIEow==\n-----END RSA PRIVATE KEY-----`, 'MIIEow'],
];

/** A base64 line of a key. */
const BODY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';
const keyOf = (kind: string, prefix = '', last = 'dGVzdA==') =>
  [
    `-----BEGIN ${kind}PRIVATE KEY-----`,
    BODY,
    BODY.toLowerCase(),
    last,
    `-----END ${kind}PRIVATE KEY-----`,
  ].map((line) => `${prefix}${line}`);

/** Private keys over several lines among others, and the texts that have to be gone. */
export const KEYS: readonly (readonly [lines: readonly string[], secrets: readonly string[]])[] = [
  [
    ['INFO: before', ...keyOf('RSA '), 'INFO: after'],
    [BODY, BODY.toLowerCase(), 'dGVzdA=='],
  ],
  [
    [
      'INFO: before',
      ...keyOf('OPENSSH ', '(APIServer pid=42) INFO 11-25 20:05:18 [api.py:501] ', 'AAECAwQF'),
      'INFO: after',
    ],
    [BODY, BODY.toLowerCase(), 'AAECAwQF'],
  ],
  // The middle of a key that ends without its last line.
  [
    ['INFO: before', ...keyOf('').slice(0, 4), 'INFO: after'],
    [BODY, BODY.toLowerCase(), 'dGVzdA=='],
  ],
];

/** What looks a little like one. */
export const NORMAL = [
  'SamplingParams(n=1, max_tokens=16, stop_token_ids=[], prompt_logprobs=None, api_key=None)',
  "tokenizer='/models/tiny-llama', tokenizer_mode=auto, revision=None, hf_token=None",
  'Avg prompt throughput: 264.1 tokens/s, prefix cache hit rate: 4.6%',
  'Basic authentication is off, bearer of bad news',
  'http://10.0.0.1:8000/v1/models',
  'vllm serve m --max-num-batched-tokens 8192 --skip-tokenizer-init --long-prefill-token-threshold 4',
  'Set --api-key to protect the server',
  'chat_template special tokens: EOS_TOKEN=2 BOS_TOKEN=<s> IMAGE_TOKEN=<image_placeholder>',
  'Using model sk-learn/tiny hf_transfer_enabled=1 task-embedding-large',
  'Loaded key value cache, key: 4096 blocks, monkey: patched',
  'Registry docker.io/vllm/vllm-openai@sha256:fedcba987654',
  'mailto:somebody@example.com and ssh://git@example.com/x',
  'Request chatcmpl-1f0c9c3e7d3a4b5f8a9b0c1d2e3f4051 finished, cache_salt=None',
  'KV cache: num_key_value_heads=8, tie_word_embeddings=false, token_type_ids: 0',
];
