import { formatNumber } from './format-number';
import { t } from './translate';

/** Bytes as kB, MB or GB (1 MB = 1,000,000 bytes), the larger two with one decimal. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return t('amount.kB', { amount: formatNumber(bytes / 1e3, 0) });
  if (bytes < 1e9) return t('amount.MB', { amount: formatNumber(bytes / 1e6, 1) });
  return t('amount.GB', { amount: formatNumber(bytes / 1e9, 1) });
}

/** Milliseconds below one second, seconds above. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return t('amount.ms', { amount: formatNumber(ms, 0) });
  return t('amount.s', { amount: formatNumber(ms / 1000, 1) });
}

/** @param share 1 is everything */
export function formatPercent(share: number, digits = 0): string {
  return t('amount.percent', { amount: formatNumber(share * 100, digits) });
}
