export function breaches(files: Record<string, string>): string[];
