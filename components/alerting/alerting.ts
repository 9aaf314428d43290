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
 * Alert rules in Grafana and their notification routing: message template, contact points, mute timings and the policy tree.
 * Without a contact point, a managed Grafana notifies nobody, and an external one uses its existing policies.
 */
export class Alerting extends pulumi.ComponentResource {
  /** Names of the rule groups. */
  readonly groupNames: readonly string[];
  readonly #opts: pulumi.CustomResourceOptions;

  constructor(name: string, args: AlertingArgs, opts?: pulumi.ComponentResourceOptions) {
    super('llm-monitoring:alerting:Alerting', name, {}, opts);
    const { settings, folderUid } = args;
    const groups = grafanaRuleGroups(settings);
    // Not inherited from the parent; without it, destroy would call a Grafana that no longer exists.
    this.#opts = { parent: this, ...(opts?.deletedWith ? { deletedWith: opts.deletedWith } : {}) };

    const routing = this.createRouting(name, settings);
    for (const group of groups) this.createGroup(name, group, folderUid, routing);

    this.groupNames = groups.map(({ name: group }) => group);
    this.registerOutputs({ groupNames: this.groupNames });
  }

  /** Resources that rules refer to, and policies too. */
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
      // A contact point in use cannot be deleted, so the policy is created last and deleted first.
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

/** The SDK's types are not readonly, but it does not modify its arguments. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
