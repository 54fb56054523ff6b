import { beforeEach, expect, test } from 'vitest';
import { named } from '@/core/errors';
import { reasonOf } from '@/state/failures/describe-failure';
import { en } from '@/state/text/en/en';
import { notifyFailure } from './notify-failure';
import { useStore } from './store';

beforeEach(() => useStore.setState({ notices: [] }));

const shown = () => useStore.getState().notices;

test('a failure is told in the words of the catalogue, with its code, and never in a developer’s words', () => {
  notifyFailure(named('StorageUnreadable', 'row 3f2a: its manifest is odd'), {
    message: 'notice.restoreUnreadable',
    values: { file: 'a.png' },
  });
  const [notice] = shown();
  expect(notice).toMatchObject({ kind: 'error', failure: { name: 'StorageUnreadable' } });
  const reason = notice?.failure ? reasonOf(notice.failure) : '';
  expect(reason).toContain(en['error.StorageUnreadable']);
  expect(reason).toContain(en['error.StorageUnreadable.next']);
  expect(reason).not.toContain('manifest');
});

test('what a person cancelled is no failure', () => {
  notifyFailure(named('Cancelled', 'a.png was closed'));
  expect(shown()).toEqual([]);
});

test('the same failure is shown once, another one beside it', () => {
  notifyFailure(named('OutOfMemory', 'tile 3'));
  notifyFailure(named('OutOfMemory', 'tile 4'));
  notifyFailure(named('WorkerDied', 'the pixel worker is gone', { worker: 'pixels' }));
  expect(shown().map(({ failure }) => failure?.name)).toEqual(['OutOfMemory', 'WorkerDied']);
});
