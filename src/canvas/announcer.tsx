import { useEffect, useState } from 'react';
import styles from './announcer.module.css';

/**
 * A description must stand this long before it is read out, so several strokes count as one change.
 */
const SETTLED_AFTER_MS = 1500;

/** Reads out politely what the canvas shows, once it has settled. */
export function Announcer({ text }: { readonly text: string }) {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className={styles.unseen} aria-live="polite" aria-atomic="true">
      {settled}
    </p>
  );
}
