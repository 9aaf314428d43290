import { imageParts } from '../../text/image-parts.ts';
import { IMAGES } from '../../versions.ts';
import type { CrossCheck } from './check.ts';

/** Images with a `-distroless` variant, which lacks the shell or client that their entry point or health check runs. */
const distroless: CrossCheck = {
  needs: ['images', 'backend'],
  check: ({ images, backend }) =>
    (['grafana', 'nodeExporter'] as const)
      // On Kubernetes the kubelet checks health, and only Grafana runs a script.
      .filter((name) => name === 'grafana' || backend === 'docker')
      .filter((name) => /-distroless(@|$)/.test(images[name]))
      .map((name) => ({
        key: `images.${name}`,
        found: `"${images[name]}", which has no shell`,
        expected: 'a variant with a shell, which its entry point and health check need',
      })),
};

/** Major version in a tag such as `12.4.12`, `v13` or `13.2.3-ubuntu`; a date, a branch or a bare digest has none. */
const majorOf = (image: string): number | undefined => {
  const major = /^v?(\d{1,2})(?:[.+-]|$)/.exec(imageParts(image).tag)?.[1];
  return major === undefined ? undefined : Number(major);
};

/**
 * From release 13, Grafana converts Prometheus data sources that sign with SigV4 to the plugin
 * `grafana-amazonprometheus-datasource` (grafana docs, `datasources/prometheus/configure/aws-authentication`). The image does not
 * contain it, and `hardening.ts` disables plugin downloads.
 */
const signedQueries: CrossCheck = {
  needs: ['backend', 'images', 'grafana', 'prometheus', 'kubernetes'],
  check: ({ backend, images, grafana, prometheus, kubernetes }) =>
    backend === 'kubernetes' &&
    !grafana.existing &&
    !prometheus.existing &&
    kubernetes.prometheus.longTerm?.kind === 'amp' &&
    (majorOf(images.grafana) ?? 0) >= 13
      ? [
          {
            key: 'images.grafana',
            found: `"${images.grafana}" together with kubernetes.prometheus.longTerm.kind "amp"`,
            expected:
              'Grafana 12, because Grafana 13 queries Amazon Managed Service for Prometheus only through a plugin that it would have to download',
            example: `"${IMAGES.grafana}"`,
          },
        ]
      : [],
};

export const imageChecks: readonly CrossCheck[] = [distroless, signedQueries];
