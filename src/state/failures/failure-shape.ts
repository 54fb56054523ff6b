import type { ErrorName, ErrorValues } from '@/core/errors';

/** A failure as the store keeps it, to be shown beside its image. */
export interface Failure {
  readonly name: ErrorName | 'Unknown';
  readonly values: ErrorValues;
  readonly detail: string;
}
