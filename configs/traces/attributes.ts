/**
 * Names of attributes that must not be stored, as RE2. Sources: OpenTelemetry semantic conventions `gen-ai`, OpenLLMetry
 * `semconv_ai`, OpenInference `semantic_conventions.md`, and the exporters of Langfuse, MLflow, Pydantic AI and LiteLLM.
 */

/** Attributes of spans and events that contain prompts, answers, documents or the arguments of tools. */
export const PROMPT_ATTRIBUTES = [
  String.raw`gen_ai\.(?:prompt|completion|content)(?:\..+)?`,
  String.raw`gen_ai\.(?:input|output)\.messages|gen_ai\.event\.content|gen_ai\.agent\.invocation_(?:input|output)`,
  String.raw`gen_ai\.(?:system|user|assistant|tool|choice)\.message(?:\..+)?`,
  String.raw`gen_ai\.(?:system_instructions|tool\.(?:definitions|call\.(?:arguments|result)))`,
  String.raw`gen_ai\.(?:retrieval\.(?:query\.text|documents)|evaluation\.explanation)`,
  String.raw`llm\.(?:prompts?|completions?|messages|input_messages|output_messages|prompt_template|choices)(?:\..+)?`,
  String.raw`llm\.(?:function_call|tools|(?:request|response)\.(?:messages|body|content|choices))(?:\..+)?`,
  String.raw`llm\.[^.]+\.(?:messages|contents?|system|instructions|documents|tools|functions|choices|candidates)(?:\..+)?`,
  // Not the figures `llm.token_count.prompt` and `llm.cost.input`.
  String.raw`llm\.(?:[^.]*(?:vllm|openai|azure|litellm|anthropic|cohere|bedrock|vertex|gemini|mistral|ollama|groq)[^.]*)\.(?:prompts?|input|query|completion|output|message)(?:\..+)?`,
  String.raw`(?:input|output)\.value|message\.(?:content|contents|tool_calls)(?:\..+)?|tool\.(?:parameters|json_schema)`,
  String.raw`(?:retrieval|reranker)\.(?:documents|input_documents|output_documents|query)(?:\..+)?`,
  String.raw`embedding\.(?:text|embeddings\..+)`,
  String.raw`(?:traceloop\.entity|langfuse\.(?:trace|observation)|crewai\.task)\.(?:input|output)(?:\..+)?`,
  String.raw`mlflow\.(?:spanInputs|spanOutputs|traceInputs|traceOutputs|chat\.messages)`,
  String.raw`(?:pydantic_ai\.)?all_messages(?:_events)?|(?:request|response)_data|final_result|tool_(?:arguments|response)`,
  String.raw`(?:http\.)?(?:request|response)\.body(?:\.(?:text|content|json))?`,
] as const;

/** Events that are a message, and their attributes with its text (OpenTelemetry semantic conventions 1.28, Azure SDK). */
export const MESSAGE_EVENT = String.raw`^gen_ai\.`;
export const MESSAGE_ATTRIBUTES = [
  'body',
  'content',
  'message',
  'tool_calls',
  'arguments',
  'input',
  'output',
];

/**
 * Attributes whose value is a secret or contains some: headers, and the command line of a process, which is a list and therefore
 * not searched for secrets.
 */
export const SECRET_ATTRIBUTES = [
  String.raw`(?:.+[._-])?(?:proxy[_-])?authorization|(?:.+[._-])?(?:set[_-])?cookie`,
  String.raw`(?:.+[._-])?(?:x[_-])?(?:api|access|private|secret)[_-]?key(?:[_-]id)?`,
  String.raw`(?:.+[._-])?(?:api|access|auth|refresh|session|id|bearer|hf|hub)[_-]?token`,
  String.raw`(?:.+[._-])?(?:client[_-])?secret|(?:.+[._-])?(?:password|passwd|passphrase|credentials?)`,
  String.raw`process\.command(?:_args|_line)?`,
] as const;

/** In every list of names, as JSON, of which one may be of the above; found much faster. */
export const SECRET_NAME_HINT =
  '(?i)(?:authorization|cookie|key(?:[_-]id)?|token|secret|passw(?:or)?d|passphrase|credentials?|command(?:_args|_line)?)"';

/** A pattern for whole names, in any case. */
export const names = (patterns: readonly string[]): string => `(?i)^(?:${patterns.join('|')})$`;
