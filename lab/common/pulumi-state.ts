/** Variables for a Pulumi that keeps its state in a folder of its own, and asks nobody for an update or a plugin. */
export const ownState = (folder: string, passphrase: string) => ({
  PULUMI_BACKEND_URL: `file://${folder}`,
  PULUMI_CONFIG_PASSPHRASE: passphrase,
  PULUMI_SKIP_UPDATE_CHECK: 'true',
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
});
