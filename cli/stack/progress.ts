import type { EngineEvent, OpType, PolicyEvent, StepEventMetadata } from '@pulumi/pulumi/automation/index.js';
import { shortType } from '../plan/short-type.ts';

const DONE: Partial<Record<OpType, string>> = {
  create: '+ created ',
  update: '~ changed ',
  delete: '- deleted ',
  'create-replacement': '+ replaced',
  'delete-replaced': '- replaced',
};

/** Prints one line per completed resource, and collects the engine's errors. */
export class Progress {
  readonly #errors: string[] = [];
  readonly #started = new Map<string, number>();
  readonly #planned: boolean;

  /** @param planned true for a preview, which completes no resources. */
  constructor(planned: boolean) {
    this.#planned = planned;
  }

  /** Distinct error messages. */
  get errors(): readonly string[] {
    return [...new Set(this.#errors)];
  }

  readonly onEvent = (event: EngineEvent): void => {
    if (event.resourcePreEvent) this.#begin(event.resourcePreEvent.metadata);
    if (event.resOutputsEvent) this.#end(event.resOutputsEvent.metadata);
    if (event.resOpFailedEvent) console.log(`! failed    ${label(event.resOpFailedEvent.metadata)}`);
    if (event.policyEvent) this.#policy(event.policyEvent);
    this.onError(event);
    const diagnostic = event.diagnosticEvent;
    if (diagnostic?.severity === 'warning') console.log(`  warning   ${plain(diagnostic.message)}`);
  };

  /** Collects errors without printing: for a preview before the operation itself. */
  readonly onError = ({ diagnosticEvent: diagnostic }: EngineEvent): void => {
    if (diagnostic?.severity === 'error') this.#errors.push(plain(diagnostic.message));
  };

  /** A policy violation: mandatory ones stop the run, others are printed. */
  #policy({ policyName, enforcementLevel, message }: PolicyEvent): void {
    // The first line is the policy's description.
    const said = plain(message).split('\n').at(-1)?.trim() ?? '';
    if (enforcementLevel === 'mandatory') this.#errors.push(`Policy ${policyName}: ${said}`);
    else console.log(`  policy    ${policyName}: ${said}`);
  }

  #begin(metadata: StepEventMetadata): void {
    this.#started.set(metadata.urn, performance.now());
    if (this.#planned && DONE[metadata.op]) console.log(`${metadata.op.padEnd(11)} ${label(metadata)}`);
  }

  #end(metadata: StepEventMetadata): void {
    const done = DONE[metadata.op];
    if (!done || this.#planned) return;
    const seconds = (performance.now() - (this.#started.get(metadata.urn) ?? performance.now())) / 1000;
    console.log(`${done}  ${label(metadata)} (${seconds.toFixed(1)} s)`);
  }
}

/** `docker:Container docker-grafana` for a URN. */
function label({ urn, type }: StepEventMetadata): string {
  return `${shortType(type)} ${urn.split('::').at(-1)}`;
}

/** Removes the engine's color directives (`<{%reset%}>`). */
function plain(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, '').trim();
}
