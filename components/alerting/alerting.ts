import * as pulumi from '@pulumi/pulumi';
import * as grafana from '@pulumiverse/grafana';
import {
  grafanaRouting,
  grafanaRuleGroups,
  MESSAGE_TEMPLATE,
  TEMPLATE_NAME,
  type GrafanaRuleGroup,
  type PolicyTree,
} from '../../configs/rules/index.ts';
import type { Settings } from '../../configs/index.ts';
import { contactPoint } from './contact-point.ts';

export interface AlertingArgs {
  readonly settings: Settings;
  /** Folder of the rules. */
  readonly folderUid: pulumi.Input<string>;
}

/**
 * Alert rules in Grafana, and who hears of them: message template, contact points, mute timings and the tree of policies.
 * Without a contact point our own Grafana delivers nowhere, and somebody else's as it does with any other alert.
 */
export class Alerting extends pulumi.ComponentResource {
  /** Names of the rule groups. */
  readonly groupNames: readonly string[];
  readonly #opts: pulumi.CustomResourceOptions;

  constructor(name: string, args: AlertingArgs, opts?: pulumi.ComponentResourceOptions) {
    super('llm-monitoring:alerting:Alerting', name, {}, opts);
    const { settings, folderUid } = args;
    const groups = grafanaRuleGroups(settings);
    // A child does not take this over from its parent; without it, destroy asks a Grafana that is gone.
    this.#opts = { parent: this, ...(opts?.deletedWith ? { deletedWith: opts.deletedWith } : {}) };

    const routing = this.createRouting(name, settings);
    for (const group of groups) this.createGroup(name, group, folderUid, routing);

    this.groupNames = groups.map(({ name: group }) => group);
    this.registerOutputs({ groupNames: this.groupNames });
  }

  /** What a rule may refer to, and the policies, which refer to the same. */
  private createRouting(name: string, settings: Settings): pulumi.Resource[] {
    const { contactPoints, muteTimings, policy } = grafanaRouting(settings);
    const templates = settings.alerts.contactPoints.length === 0 ? [] : [this.createTemplate(name)];
    const targets = [
      ...contactPoints.map((point) =>
        contactPoint(`${name}-to-${point.name}`, point, { ...this.#opts, dependsOn: templates }),
      ),
      ...muteTimings.map(
        ({ name: title, intervals }) =>
          new grafana.alerting.MuteTiming(
            `${name}-mute-${title}`,
            { name: title, intervals: intervals.map((interval) => mutable(interval)) },
            this.#opts,
          ),
      ),
    ];
    if (policy) this.createPolicy(name, policy, targets);
    return targets;
  }

  private createTemplate(name: string): pulumi.Resource {
    return new grafana.alerting.MessageTemplate(
      `${name}-message`,
      { name: TEMPLATE_NAME, template: MESSAGE_TEMPLATE },
      this.#opts,
    );
  }

  private createPolicy(name: string, tree: PolicyTree, targets: pulumi.Resource[]): void {
    new grafana.alerting.NotificationPolicy(
      `${name}-policy`,
      mutable(tree),
      // A contact point in use cannot be deleted, so the policy comes last and goes first.
      { ...this.#opts, dependsOn: targets },
    );
  }

  private createGroup(
    name: string,
    { name: title, intervalSeconds, rules }: GrafanaRuleGroup,
    folderUid: pulumi.Input<string>,
    routing: pulumi.Resource[],
  ): void {
    const named = rules.some(({ notificationSettings }) => notificationSettings !== undefined);
    new grafana.alerting.RuleGroup(
      `${name}-${title}`,
      { name: title, folderUid, intervalSeconds, rules: mutable(rules) },
      { ...this.#opts, ...(named ? { dependsOn: routing } : {}) },
    );
  }
}

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** The SDK's types are not readonly; it does not change what it is given. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
