import type { CrossCheck } from './check.ts';

/** Images that also come as `-distroless`, without the shell or client that their entry point or health check runs. */
const distroless: CrossCheck = {
  needs: ['images', 'backend'],
  check: ({ images, backend }) =>
    (['grafana', 'nodeExporter'] as const)
      // On Kubernetes the kubelet checks health, and Grafana alone runs a script.
      .filter((name) => name === 'grafana' || backend === 'docker')
      .filter((name) => /-distroless(@|$)/.test(images[name]))
      .map((name) => ({
        key: `images.${name}`,
        found: `"${images[name]}", which has no shell`,
        expected: 'a variant with a shell, which its start and its health check run',
      })),
};

export const imageChecks: readonly CrossCheck[] = [distroless];
