import * as pulumi from '@pulumi/pulumi';

/** A resource as the program registered it. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** Name of its parent, empty at the top. */
  readonly parent: string;
  readonly parentUrn: string;
  /** Names of the resources it depends on. */
  readonly dependsOn: readonly string[];
  /** Name of its provider, empty for the default one. */
  readonly provider: string;
  readonly retainOnDelete: boolean;
  readonly protect: boolean;
  /** Inputs whose changes are ignored. */
  readonly ignoreChanges: readonly string[];
  /** Name of the resource whose deletion includes this one, empty if there is none. */
  readonly deletedWith: string;
  /** Inputs with secrets still wrapped; see {@link isSecret}. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** How the engine marks a secret on the wire (pulumi `sdk/nodejs/runtime/rpc.ts`). */
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';

export function isSecret(value: unknown): value is { value: unknown } {
  return (
    typeof value === 'object' && value !== null && (value as Record<string, unknown>)[SIGNATURE] === SECRET
  );
}

/** The value without its secret wrapping, at any depth. */
export function plain(value: unknown): unknown {
  if (isSecret(value)) return plain(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** Records every resource that a program registers. One at a time, because mocks apply to the whole process. */
export class Recorder {
  readonly resources: Recorded[] = [];

  /**
   * Replaces the engine by this recorder.
   *
   * @param config values of the stack, keyed `project:key`.
   */
  async start(config: Readonly<Record<string, string>> = {}, stack = 'test'): Promise<void> {
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => ({ id: `${args.name}-id`, state: { ...args.inputs, ...computed(args) } }),
        call: (args) => {
          throw new Error(`Mock call not implemented: ${args.token}`);
        },
      },
      'llm-monitoring',
      stack,
      false,
    );
    pulumi.runtime.setAllConfig({ ...config });
    this.#watch();
  }

  /** The requests to the engine contain parents and dependencies, which mocks do not receive. */
  #watch(): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as {
      registerResource(request: Request, callback: Callback): void;
    };
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
      const resource = {
        type: request.getType(),
        name: request.getName(),
        urn: '',
        parent: nameOf(request.getParent()),
        parentUrn: request.getParent(),
        dependsOn: request.getDependenciesList().map(nameOf).sort(),
        provider: nameOf(request.getProvider().replace(/::[^:]*$/, '')),
        retainOnDelete: request.getRetainondelete() ?? false,
        protect: request.getProtect() ?? false,
        ignoreChanges: request.getIgnorechangesList(),
        deletedWith: nameOf(request.getDeletedwith()),
        inputs: request.getObject()?.toJavaScript() ?? {},
      };
      this.resources.push(resource);
      register(request, (error, response) => {
        resource.urn = response?.getUrn() ?? '';
        callback(error, response);
      });
    };
  }

  of(type: string): Recorded[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The one resource of that type and name. */
  find(type: string, name: string): Recorded {
    const found = this.of(type).filter((resource) => resource.name === name);
    if (found.length !== 1) {
      const names = this.of(type).map((resource) => resource.name);
      throw new Error(
        `${found.length} resources ${type} "${name}"; there are: ${names.join(', ') || 'none'}`,
      );
    }
    return found[0]!;
  }
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getDependenciesList(): string[];
  getRetainondelete(): boolean | undefined;
  getProtect(): boolean | undefined;
  getIgnorechangesList(): string[];
  getDeletedwith(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

type Callback = (error: unknown, response?: { getUrn(): string }) => void;

function nameOf(urn: string): string {
  return urn.split('::').at(-1) ?? '';
}

/** Outputs that the program reads and that only a provider can compute. */
function computed(args: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  switch (args.type) {
    case 'docker:index/remoteImage:RemoteImage':
      return { imageId: `sha256:${args.inputs.name}` };
    case 'docker:index/volume:Volume':
      return { name: args.inputs.name ?? `${args.name}-auto` };
    case 'grafana:oss/dashboard:Dashboard': {
      const { uid } = JSON.parse(args.inputs.configJson) as { uid: string };
      return { uid, url: `/d/${uid}` };
    }
    case 'grafana:oss/serviceAccountRotatingToken:ServiceAccountRotatingToken':
      return { key: pulumi.secret('a service account token') };
    case 'random:index/randomPassword:RandomPassword':
      return { result: pulumi.secret('a generated password') };
    case 'random:index/randomId:RandomId':
      return { hex: 'a generated id' };
    default:
      return {};
  }
}
