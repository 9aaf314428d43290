const OPENINGS = [
  'Summarize the report on',
  'Write a friendly answer about',
  'Translate into French the text on',
];
const TOPICS = [
  'shipping delays',
  'the new tariff',
  'battery chemistry',
  'our refund policy',
  'night trains',
];

export const pick = <T>(values: readonly T[]): T => values[Math.floor(Math.random() * values.length)]!;

const opening = () =>
  `You are a careful assistant of a company that values short and correct answers. ${pick(OPENINGS)}`;
/** About seven tokens. */
const detail = () => ` ${pick(TOPICS)} and mind point ${Math.floor(Math.random() * 1000)}.`;

/** A typical prompt of 25 to 110 tokens. Prompts share prefixes, so that there are prefix cache hits. */
export const prompt = (): string => opening() + detail().repeat(1 + Math.floor(Math.random() * 12));

/** A prompt of about 600 tokens, with hardly any prefix cache hits. */
export const longPrompt = (): string => Array.from({ length: 80 }, detail).join('');
