/** One resource in Pulumi's state, as `pulumi stack export` writes it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** An operation that a run did not finish; `type` is `creating`, `updating`, `deleting` and the like. */
export interface PendingOperation {
  readonly type: string;
  readonly resource: StateResource;
}

/** The part of a stack's state that is read here (pulumi `sdk/go/common/apitype`, DeploymentV3). */
export interface Deployment {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly PendingOperation[];
}
