/** One resource in Pulumi's state, as `pulumi stack export` writes it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What was under way when a run ended; `type` is `creating`, `updating`, `deleting` and the like. */
export interface PendingOperation {
  readonly type: string;
  readonly resource: StateResource;
}

/** The part of a stack's state that is looked at here (pulumi `sdk/go/common/apitype`, DeploymentV3). */
export interface Deployment {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly PendingOperation[];
}
