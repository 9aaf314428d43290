import * as pulumi from '@pulumi/pulumi';
import { Secret } from '../configs/index.ts';

/** A configured value as a resource input: a Pulumi secret if it is secret. */
export const secretInput = <T>(value: T | Secret): pulumi.Input<T | string> =>
  value instanceof Secret ? pulumi.secret(value.reveal()) : value;
