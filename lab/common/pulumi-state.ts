/** Environment for a Pulumi CLI with state in a separate folder and without update checks or plugin downloads. */
export const ownState = (folder: string, passphrase: string) => ({
  PULUMI_BACKEND_URL: `file://${folder}`,
  PULUMI_CONFIG_PASSPHRASE: passphrase,
  PULUMI_SKIP_UPDATE_CHECK: 'true',
  PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
});
