/**
 * How secrets look. Every expression has the secret in groups and nothing else, and is in RE2 syntax. Sources of the vendors'
 * formats: GitHub docs "Supported secret scanning patterns", gitleaks `config/gitleaks.toml`, the vendors' own documentation.
 */

/** Prefixes of vendors' keys, and the characters that follow. */
const KEYS = [
  // OpenAI, Anthropic, OpenRouter, DeepSeek, LiteLLM, Langfuse; ElevenLabs; Stripe.
  '(?:sk-|sk_|[rs]k_(?:live|test)_)[A-Za-z0-9_-]{16,}',
  // Hugging Face, Replicate, Groq, Perplexity, xAI, Fireworks, Together, Cerebras, NVIDIA, Anyscale, Pinecone, RunPod.
  '(?:hf_|api_org_|r8_|gsk_|pplx-|xai-|fw_|csk-|esecret_|rpa_)[A-Za-z0-9]{16,}',
  '(?:tgp_v1_|nvapi-|pcsk_|lsv2_(?:pt|sk)_|wandb_v1_)[A-Za-z0-9_-]{16,}',
  // GitHub, GitLab, Grafana, Docker, npm, PyPI, Sentry, Tailscale, Vault.
  '(?:gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas)-|gls?[ac]_|dckr_[op]at_|npm_|pypi-|sntry[su]_|tskey-|hv[brs]\\.)[A-Za-z0-9_+/=.-]{20,}',
  // AWS, Alibaba, Tencent, Google, Azure, Databricks, DigitalOcean.
  '(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}|(?:LTAI|AKID)[A-Za-z0-9]{13,}|AIza[A-Za-z0-9_-]{30,}|(?:ya29\\.|GOCSPX-)[A-Za-z0-9_-]{20,}|[A-Za-z0-9_.~-]{3}[0-9]Q~[A-Za-z0-9_.~-]{30,}|dapi[0-9a-f]{32}|do[opr]_v1_[0-9a-f]{40,}',
  // Slack, Twilio SendGrid, Telegram, Atlassian.
  'xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[0-9A-Za-z-]{16,}|SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}|[0-9]{8,10}:AA[A-Za-z0-9_-]{30,}|ATATT3[A-Za-z0-9_=-]{20,}',
  // JSON Web Tokens, age.
  String.raw`eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+|AGE-SECRET-KEY-1[A-Z0-9]{20,}`,
];
/** Each below 500 steps, above which Go's expressions are many times slower (`regexp/backtrack.go`). */
export const VENDOR_KEYS = [KEYS.slice(0, 3), KEYS.slice(3, 5), KEYS.slice(5)].map(
  (formats) => String.raw`\b(${formats.join('|')})`,
);

/** In every line with such a key; found much faster, since the repetitions above make an expression of many steps. */
export const VENDOR_HINT = String.raw`\b[A-Za-z0-9_-]{15}`;

/** Without quotes: a value has a digit, or is longer than `None`, `null` and `False`. */
const BARE = String.raw`[^\s,;&'"\[\])}{\\<]{6,}|[^\s,;&'"\[\])}{\\<]*\d[^\s,;&'"\[\])}{\\<]*`;
/** A value in quotes (in JSON within strings, escaped ones), in brackets, or bare. */
const VALUE = String.raw`(?:\[([^\]]+)\]|b?'([^']+)'|\\+"([^"\\]+)\\+"|b?"([^"]+)"|(${BARE}))`;
/** After a name: `name=`, `'name': `, `\"name\": `, and in lists of pairs or of arguments `'name', `. */
const IS = String.raw`(?:(?:\\*["'])? ?[:=] ?|\\*["'], ?)`;

/** Names whose value is a secret wherever they are printed: vLLM prints its arguments, `api_key` among them, at the start. */
const NAMES = [
  '(?:api|account|private|signing|encryption|master|subscription)[_-]?keys?',
  '(?:secret|shared)[_-]?(?:access[_-]?)?keys?|access[_-]?key(?:[_-]?id)?',
  '(?:access|auth|session|security|refresh|bearer|id|hub|hf|api|bot|registry|github|gitlab|slack)[_-]?token',
  '(?:client|app|webhook|jwt)[_-]?secret|passw(?:or)?d|passphrase|cookie|x-amz-(?:signature|credential)',
].join('|');
const NAMED = String.raw`(?i)(?:${NAMES})${IS}${VALUE}`;
/** Any name of a variable of the environment that ends like a secret; special tokens of a tokenizer are short or in angle brackets. */
const VARIABLES = String.raw`\b[A-Z0-9_]*(?:TOKEN|SECRET|PASSWORD|PASSWD|KEY|CREDENTIALS?)(?:\\*["'])?(?:=|: ?)(?:\\*["'])?([^\s,;&'"\[\])}{\\<]{8,})`;
/** Flags of a command line, with a space or as elements of a list; vLLM's `--api-key` takes several values. */
const FLAGS = String.raw`(?i)--(?:[a-z-]*-)?(?:api-?key|(?:(?:hf|api|auth|access|bearer|hub)-)?token|secret|password|passphrase)(?:["'],? |=| +)(?:"([^"]+)"|'([^']+)'|["']?(${BARE}))(?:["']?,? +["']?([^\s,'"/-][^\s,'"/]*\d[^\s,'"/]*))?`;
const HEADERS = String.raw`(?i)\b(?:bearer +([\w.~+/=-]{16,}|[\w.~+/=-]{4,}\d[\w.~+/=-]*)|authorization(?:\\*["'])? ?[:=] ?(?:\\*["'])?(?:(?:basic|digest|token|apikey) +)?([\w.~+/=-]{16,}))`;
/** The signature or token in the query of a URL: Azure SAS, signed URLs, and a few APIs. */
const QUERIES = String.raw`(?i)[?&](?:sig|signature|token|key|secret|code|sv_sig)=([^&\s"'\\]{8,})`;

export const NAMED_SECRETS = [HEADERS, FLAGS, NAMED, VARIABLES, QUERIES];
const STEM = '[ktspcba](?:ey|[eoasrhiu](?:ken|cret|ssw|rase|okie|edential|gnature|arer|thorization))';
const QUERY = '(?:sig|code|sv_sig)=';
/** In every line with one of these: key, token, secret, … in any case, before what may follow a name; or a query. */
export const NAMED_HINT = String.raw`(?i)${STEM}[a-z]*(?:[_-]?id)?(?:\\*["'][,=:]?| ?[=:]| +[^-\s])|[?&]${QUERY}`;
/** The same, however the text is escaped. */
export const NAMED_STEM = `(?i)${STEM}|${QUERY}`;

/** The password of a URL, with and without a user, and addresses that are a secret as a whole. */
export const URL_SECRETS = [
  String.raw`://[^/\s:@'"]*:([^\s/'"]+)@`,
  String.raw`://([^/\s:@'"]{20,})@`,
  String.raw`(?:hooks\.slack\.com/[a-z]+/|discord(?:app)?\.com/api/webhooks/|\.webhook\.office\.com/webhookb2/)([\w/@-]{20,})`,
];
export const PRIVATE_KEY = String.raw`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(.+?)(?:-----END|$)`;

/** The first and the last line of a private key, whatever precedes it on the line. */
export const KEY_BOUNDARY = '-----(?:BEGIN|END) [A-Z ]*PRIVATE KEY-----';
/** A boundary; found by its literal start, which an alternative would prevent. */
export const KEY_LINE = `(?P<key>${KEY_BOUNDARY})`;
/** A line that may be inside a private key: base64 alone after a prefix, which unlike a word has a digit, a sign or capitals inside. */
export const KEY_BODY = String.raw`^(?:.*[)\]] )?(?P<key>[A-Za-z0-9+/]*(?:[0-9+/]|[a-z][A-Z]|[A-Z]{2})[A-Za-z0-9+/]*={0,2}|[A-Za-z0-9+/]+={1,2})$`;
