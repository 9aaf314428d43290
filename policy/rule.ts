/** A value that is not known before the update, such as the id of an image that is still to be pulled. */
export const UNKNOWN = Symbol('not known yet');

/** A value that the program marked as secret, so that the state holds it encrypted. */
export class Marked {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** A resource as the engine is asked for it. */
export interface Candidate {
  /** Type token, such as `docker:index/container:Container`. */
  readonly type: string;
  readonly name: string;
  /** Inputs; secrets are {@link Marked} where the caller can tell, {@link UNKNOWN} stands for what is not known yet. */
  readonly props: Props;
}

export type Props = Readonly<Record<string, unknown>>;

/** One thing that no resource may do. */
export interface Rule {
  readonly name: string;
  readonly description: string;
  /** `mandatory` stops the update, `advisory` is printed and goes on. */
  readonly level: 'mandatory' | 'advisory';
  /** One sentence for each violation; none where the rule has nothing to say about the type. */
  readonly check: (candidate: Candidate) => string[];
}

/** A rule that one kind of resource may break, and why. */
export interface Exception {
  readonly rule: string;
  readonly covers: (candidate: Candidate) => boolean;
  readonly reason: string;
}
