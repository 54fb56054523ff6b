import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type OfflineEvents, startOfflineWorker } from './client';

/** A service worker as a page sees it; `heard` are the questions that were put to it. */
class FakeWorker extends EventTarget {
  readonly heard: unknown[] = [];
  constructor(public state: ServiceWorkerState) {
    super();
  }
  postMessage(question: unknown, [port]: MessagePort[]): void {
    this.heard.push(question);
    port?.postMessage({ state: { releaseId: 'some' } });
  }
  become(state: ServiceWorkerState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class FakeRegistration extends EventTarget {
  readonly scope = 'http://localhost/';
  installing: FakeWorker | null = null;
  active = new FakeWorker('activated');
  constructor(public waiting: FakeWorker | null) {
    super();
  }
}

const events = {
  onProgress: vi.fn(),
  onTally: vi.fn(),
  onInstallFailed: vi.fn(),
  onErased: vi.fn(),
  onUpdateReady: vi.fn(),
  onReplaced: vi.fn(),
} satisfies OfflineEvents;

/** Whether the person has cleared the site's data. */
let isCleared = false;
let controllerChanges = (): boolean => false;

function start(registration: FakeRegistration) {
  const serviceWorker = Object.assign(new EventTarget(), {
    controller: registration.active,
    register: async () => registration,
    getRegistration: async () => (isCleared ? undefined : registration),
  });
  vi.stubGlobal('navigator', { serviceWorker });
  controllerChanges = () => serviceWorker.dispatchEvent(new Event('controllerchange'));
  return startOfflineWorker(registration.scope, events);
}

beforeEach(() => {
  isCleared = false;
  vi.clearAllMocks();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('BroadcastChannel', EventTarget);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a new release that is asked to take over', () => {
  test('does so at once', async () => {
    const waiting = new FakeWorker('installed');
    const client = await start(new FakeRegistration(waiting));
    expect(events.onUpdateReady).toHaveBeenCalled();
    const applying = client.applyUpdate();
    waiting.become('activating');
    await applying;
    expect(waiting.heard).toEqual([{ type: 'activate' }]);
  });

  test('is asked again when the browser has forgotten about it', async () => {
    const waiting = new FakeWorker('installed');
    const client = await start(new FakeRegistration(waiting));
    const applying = client.applyUpdate();
    await vi.advanceTimersByTimeAsync(6000);
    expect(waiting.heard).toHaveLength(2);
    waiting.become('activating');
    await applying;
  });

  test('and never does, is given up, so that it can be offered again', async () => {
    const client = await start(new FakeRegistration(new FakeWorker('installed')));
    const applying = expect(client.applyUpdate()).rejects.toMatchObject({ name: 'UpdateDelayed' });
    await vi.advanceTimersByTimeAsync(60_000);
    await applying;
  });

  test('but no longer waits, is what the next load of the page gets', async () => {
    await (await start(new FakeRegistration(null))).applyUpdate();
  });
});

test('a tab that was left open on an older release says so, for its files must stay', async () => {
  const registration = new FakeRegistration(null);
  const client = await start(registration);
  await client.state();
  controllerChanges();
  expect(events.onReplaced).toHaveBeenCalledOnce();
  await client.state();
  expect(registration.active.heard).toEqual([
    { type: 'state', isCurrent: true },
    { type: 'state', isCurrent: false },
  ]);
});

test('a worker that the browser no longer has keeps no promise: its copy counts as erased', async () => {
  const client = await start(new FakeRegistration(null));
  await client.state();
  isCleared = true;
  await expect(client.state()).rejects.toMatchObject({ name: 'AppErased' });
});
