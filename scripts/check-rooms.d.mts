export const ROOMS: Readonly<Record<string, readonly string[]>>;
export function breaches(files: Record<string, string>): string[];
