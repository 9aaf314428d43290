/** A file of the rendered stack. */
export interface BundleFile {
  /** Path relative to the output folder. */
  readonly path: string;
  readonly text: string;
}
