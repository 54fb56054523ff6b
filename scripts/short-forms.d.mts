/** Every name that `runShortForms` runs. */
export const SHORT_FORMS: readonly string[];
/** Runs each once. @returns how many passed and failed */
export function runShortForms(
  env?: NodeJS.ProcessEnv,
): Promise<{ readonly passed: number; readonly failed: number }>;
