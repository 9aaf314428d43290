/** A value that is unknown before the update, such as the id of an image that has not been pulled yet. */
export const UNKNOWN = Symbol('not known yet');

/** A value that the program marked as secret, so that the state stores it encrypted. */
export class Marked {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** A resource as registered with the engine. */
export interface Candidate {
  /** Type token, such as `docker:index/container:Container`. */
  readonly type: string;
  readonly name: string;
  /** Inputs; secrets are {@link Marked} if the caller can tell, {@link UNKNOWN} stands for unknown values. */
  readonly props: Props;
}

export type Props = Readonly<Record<string, unknown>>;

/** A policy that applies to every resource. */
export interface Rule {
  readonly name: string;
  readonly description: string;
  /** `mandatory` stops the update, `advisory` prints a warning. */
  readonly level: 'mandatory' | 'advisory';
  /** One sentence per violation; empty if the rule does not apply to the type. */
  readonly check: (candidate: Candidate) => string[];
}

/** A type of resource that may violate a rule, and the reason. */
export interface Exception {
  readonly rule: string;
  readonly covers: (candidate: Candidate) => boolean;
  readonly reason: string;
}
