/** Date and time for a file name, by the user's own clock: `2026-11-28T03-15`. */
export function fileStamp(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}-${two(date.getMinutes())}`;
}
