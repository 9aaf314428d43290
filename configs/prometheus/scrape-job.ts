/** The keys of Prometheus' `scrape_config` in use (prometheus/docs `configuration.md`). */
export interface ScrapeJob {
  readonly job_name: string;
  readonly scrape_interval?: string;
  readonly honor_labels?: boolean;
  readonly scheme?: string;
  readonly metrics_path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly fallback_scrape_protocol?: string;
  readonly basic_auth?: { readonly username: string; readonly password_file: string };
  readonly authorization?: { readonly credentials_file: string };
  readonly tls_config?: Readonly<Record<string, string | boolean>>;
  readonly static_configs: readonly StaticConfig[];
  readonly metric_relabel_configs?: readonly RelabelRule[];
}

export interface StaticConfig {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RelabelRule {
  readonly action?: 'replace' | 'keep' | 'drop' | 'labelmap' | 'labeldrop';
  readonly source_labels?: readonly string[];
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
}
