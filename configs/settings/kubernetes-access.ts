import * as z from 'zod';
import { certificate, field, name, port, textMap } from './fields.ts';
import { objectName } from './kubernetes-stores.ts';

const host = field(z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/), {
  description: 'Host name of Grafana, for browsers and for this program.',
  expected: 'a host name',
  example: 'grafana.example.com',
});

/** A pattern instead of the format `cidrv4`, which editors and ajv do not support. */
const cidr = z
  .string()
  .regex(/^[0-9A-Fa-f.:]+\/[0-9]{1,3}$/)
  .refine((text) => z.union([z.cidrv4(), z.cidrv6()]).safeParse(text).success);

const sourceRanges = field(z.array(cidr), {
  description:
    'Addresses of load balancers that connect to the pods of Grafana; network policies allow them. Known for class `gce`, required for class `alb`.',
  expected: 'a list of CIDR ranges',
  example: ['10.0.0.0/16'],
}).default([]);

const ca = field(certificate, {
  description: "PEM-encoded certificate authority of Grafana's certificate, for this program.",
  example: '-----BEGIN CERTIFICATE-----\n…',
}).optional();

/** Access to Grafana from outside the cluster. */
export const accessSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('port-forward'),
    port: field(port, {
      description: 'Port of this machine, open while the program runs.',
      example: 13000,
    }).default(13_000),
  }),
  z.strictObject({
    kind: z.literal('ingress'),
    host,
    className: field(objectName, {
      description: 'Ingress class.',
      expected: 'the name of an ingress class',
      example: 'nginx',
    }).optional(),
    tlsSecret: field(objectName, {
      description: 'Secret with the TLS certificate, in the namespace of the stack.',
      expected: 'the name of a secret',
      example: 'grafana-tls',
    }),
    annotations: field(textMap, {
      description: 'Annotations of the ingress.',
      example: { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
    }).default({}),
    controllerNamespace: field(name, {
      description:
        'Namespace of the ingress controller; network policies allow it to connect to Grafana. Known for class `nginx` (`ingress-nginx`), required for other classes whose controller is in the cluster.',
      expected: 'the name of a namespace',
      example: 'ingress-nginx',
    }).optional(),
    sourceRanges,
    ca,
  }),
  z.strictObject({
    kind: z.literal('gateway'),
    host,
    gateway: field(objectName, {
      description: 'Gateway (Gateway API) that the route is attached to; it terminates TLS.',
      expected: 'the name of a gateway',
      example: 'public',
    }),
    gatewayNamespace: field(name, {
      description: 'Namespace of the gateway; network policies allow it to connect to Grafana.',
      expected: 'the name of a namespace',
      example: 'gateways',
    }),
    proxyNamespace: field(name, {
      description:
        'Namespace of the pods of the gateway, if it is not that of the gateway (Envoy Gateway: `envoy-gateway-system`).',
      expected: 'the name of a namespace',
      example: 'envoy-gateway-system',
    }).optional(),
    sourceRanges,
    ca,
  }),
]);
