/** A file of the rendered stack. */
export interface BundleFile {
  /** Path below the folder that is written to. */
  readonly path: string;
  readonly text: string;
}
