import type { ErrorName, ErrorValues } from '@/core/errors';

/** What went wrong with an image, kept so that it can be shown beside it. */
export interface Failure {
  readonly name: ErrorName | 'Unknown';
  readonly values: ErrorValues;
  readonly detail: string;
}
