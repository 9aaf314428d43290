import * as pulumi from '@pulumi/pulumi';
import { Secret } from '../configs/index.ts';

/** A configured value as an input of a resource: a Pulumi secret where it is a secret. */
export const secretInput = <T>(value: T | Secret): pulumi.Input<T | string> =>
  value instanceof Secret ? pulumi.secret(value.reveal()) : value;
