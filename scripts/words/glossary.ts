/** A wording that texts of this project avoid, and its replacement. */
export interface Entry {
  readonly avoid: RegExp;
  readonly use: string;
  /** Applies to comments only. */
  readonly comments?: true;
}

/** Terms of the Prometheus, Grafana, Kubernetes and Pulumi documentation, which readers can search for. */
export const GLOSSARY: readonly Entry[] = [
  { avoid: /\bboards?\b/i, use: 'dashboard' },
  { avoid: /\bput(?:s|ting)? (?:\w+ ){0,3}up\b/i, use: 'deploy, create, install' },
  { avoid: /\btak(?:es?|en|ing) (?:\w+ ){0,3}(?:down|away)\b/i, use: 'destroy, tear down, remove' },
  { avoid: /\banew\b/i, use: 'again, recreate' },
  { avoid: /\bours?\b/i, use: 'managed, the project' },
  { avoid: /\bsomebody\b/i, use: 'external, or name the role' },
  { avoid: /\b(?:does|do|did) not answer\b/i, use: 'is unreachable, does not respond' },
  { avoid: /\bcan(?:not| ?not be| be) (?:asked|had)\b/i, use: 'is unreachable, is unavailable' },
  { avoid: /\b(?:hears?|heard|told) of\b/i, use: 'is notified of' },
  { avoid: /\bknows? (?:no|nothing|of)\b/i, use: 'has no, does not support' },
  { avoid: /\bshow(?:s|n)? (?:a|the|its) certificate\b/i, use: 'present a client certificate (mTLS)' },
  { avoid: /\bspeaks? (?:HTTPS?|TLS|S3)\b/, use: 'serves, supports' },
  { avoid: /\bmend(?:s|ed|ing)?\b/i, use: 'fix' },
  { avoid: /\bhead-room\b/i, use: 'headroom' },
  { avoid: /\blook-ups?\b/i, use: 'lookup' },
  { avoid: /\bbusiest to mean\b/i, use: 'load imbalance (max/mean)' },
  { avoid: /\bthrown out\b/i, use: 'preempted' },
  { avoid: /\bgo(?:es)? on\b(?! (?:the|a) )/i, use: 'continues' },
  { avoid: /\bfor ever\b/i, use: 'forever, indefinitely' },
  { avoid: /\bwithout a word\b|\bin silence\b/i, use: 'silently' },
  { avoid: /\bunder way\b/i, use: 'in progress, in-flight' },
  { avoid: /\bend points?\b/i, use: 'endpoint' },
  { avoid: /\bthe monitoring(?=[.,;:)]|$| (?:is|was|has|does|itself|too)\b)/i, use: 'the monitoring stack' },
  {
    avoid:
      /, as (?:it|its|they|there|nobody|nothing|otherwise|some|two|no) (?!is\b|are\b|was\b|were\b|typed)/i,
    use: ', because',
  },
  { avoid: /\bwhere (?:there (?:is|are)|none|nothing|nobody|not|it (?:does|has|is) no)\b/i, use: 'if' },
  { avoid: /@throws \S* ?where\b/, use: '@throws … if' },
  {
    avoid:
      /\b(?:one|once|row|line|entry|file|samples?|bytes|lines) an? (?:model|fleet|release|section|sample|file|role|pod|server|scrape|target|command)\b/i,
    use: 'per',
  },
  {
    avoid: /^(?:What|Who|Whose|Whether|Where)\b(?!.*\?)/,
    use: 'a sentence that begins with a noun or a verb',
    comments: true,
  },
];
