import { describe, expect, test } from 'vitest';
import { inOrder, newestOnly } from './queues';

/** Promises that settle when told to. */
function gates() {
  const open = new Map<string, { pass(): void; fail(error: Error): void }>();
  const started: string[] = [];
  return {
    started,
    pass: (name: string) => open.get(name)?.pass(),
    fail: (name: string) => open.get(name)?.fail(new Error(name)),
    wait: (name: string) =>
      new Promise<string>((resolve, reject) => {
        started.push(name);
        open.set(name, { pass: () => resolve(name), fail: reject });
      }),
  };
}

/** Lets everything run that does not wait for a gate. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('work in order', () => {
  test('starts when the work before it has ended, and not within the call', async () => {
    const { wait, pass, started } = gates();
    const queue = inOrder();
    const first = queue(() => wait('first'));
    const second = queue(() => wait('second'));
    expect(started).toEqual([]);
    await settle();
    expect(started).toEqual(['first']);
    pass('first');
    await settle();
    expect(started).toEqual(['first', 'second']);
    pass('second');
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });

  test('that fails is told to whoever asked for it, and the next runs all the same', async () => {
    const { wait, fail, pass } = gates();
    const queue = inOrder();
    const first = queue(() => wait('first'));
    const second = queue(() => wait('second'));
    await settle();
    fail('first');
    await expect(first).rejects.toThrow('first');
    await settle();
    pass('second');
    expect(await second).toBe('second');
  });

  test('that throws before its first pause holds nobody up either', async () => {
    const queue = inOrder();
    const first = queue(() => {
      throw new Error('no memory');
    });
    await expect(first).rejects.toThrow('no memory');
    expect(await queue(async () => 2)).toBe(2);
  });

  test('of two queues does not wait for each other', async () => {
    const { wait, started } = gates();
    void inOrder()(() => wait('a'));
    void inOrder()(() => wait('b'));
    await settle();
    expect(started).toEqual(['a', 'b']);
  });
});

describe('only the newest wish', () => {
  function started() {
    const gate = gates();
    const queue = newestOnly((key: string, wish: number) => gate.wait(`${key}${wish}`));
    return { ...gate, ...queue };
  }

  test('is carried out of those made while another runs, and answers for all of them', async () => {
    const { wish, pass, started: ran } = started();
    const all = [wish('a', 1)];
    await settle();
    all.push(wish('a', 2), wish('a', 3), wish('a', 4));
    pass('a1');
    await settle();
    pass('a4');
    expect(await Promise.all(all)).toEqual(['a4', 'a4', 'a4', 'a4']);
    expect(ran).toEqual(['a1', 'a4']);
  });

  test('of each key is carried out, one at a time, the oldest key first', async () => {
    const { wish, pass, started: ran } = started();
    const all = [wish('a', 1), wish('b', 1), wish('a', 2)];
    await settle();
    expect(ran).toEqual(['a2']);
    pass('a2');
    await settle();
    pass('b1');
    expect(await Promise.all(all)).toEqual(['a2', 'b1', 'a2']);
    expect(ran).toEqual(['a2', 'b1']);
  });

  test('that comes in the moment another ends is not lost', async () => {
    const { wish, pass, started: ran } = started();
    const first = wish('a', 1);
    await settle();
    const second = first.then(() => wish('a', 2));
    pass('a1');
    await settle();
    pass('a2');
    expect(await second).toBe('a2');
    expect(ran).toEqual(['a1', 'a2']);
  });

  test('that fails is told to whoever made it, and later wishes of any key are carried out', async () => {
    const { wish, fail, pass } = started();
    const first = wish('a', 1);
    await settle();
    const [newer, other] = [wish('a', 2), wish('b', 1)];
    fail('a1');
    await expect(first).rejects.toThrow('a1');
    await settle();
    pass('a2');
    await settle();
    pass('b1');
    expect(await Promise.all([newer, other])).toEqual(['a2', 'b1']);
  });

  test('that waits can be seen by the work that it makes idle', async () => {
    const { wish, isWished, pass } = started();
    const first = wish('a', 1);
    await settle();
    expect(isWished('a')).toBe(false);
    void wish('a', 2);
    expect([isWished('a'), isWished('b')]).toEqual([true, false]);
    pass('a1');
    await settle();
    expect(isWished('a')).toBe(false);
    pass('a2');
    await first;
  });

  test('that was dropped is not carried out, and one made after it is', async () => {
    const { wish, drop, pass, started: ran } = started();
    const dropped = wish('a', 1);
    drop('a');
    expect(await dropped).toBeUndefined();
    const again = wish('a', 2);
    drop('a');
    const last = wish('a', 3);
    await settle();
    pass('a3');
    expect(await Promise.all([again, last])).toEqual(['a3', 'a3']);
    expect(ran).toEqual(['a3']);
  });
});
