import { type Broadcast, channelName, type Question } from '@/offline/protocol';
import type { AppFile, Release } from '@/offline/release';
import { answerQuestion, toPlain } from './answer-question';
import { createFileStore } from './file-store';
import { createTally, type Destination } from './request-tally';
import { chooseRoute } from './route';
import { secure } from './secure';
import { receiveShare } from './share';

/** Written by the build: the list of files, and the headers of scripts/security-headers.mjs. */
declare const __RELEASE__: Release;
declare const __SECURITY_HEADERS__: Readonly<Record<string, string>>;

const worker = self as unknown as ServiceWorkerGlobalScope;
const release = __RELEASE__;
const { scope } = worker.registration;
const tally = createTally(crypto.randomUUID(), Date.now());
const channel = new BroadcastChannel(channelName(scope));
const broadcast = (message: Broadcast): void => channel.postMessage(message);

function count(kind: string, to: Destination, sentBytes = 0): void {
  tally.count(kind, to, sentBytes);
  broadcast({ type: 'tally', tally: tally.read() });
}

const store = createFileStore({
  caches,
  scope,
  fetch(input, init) {
    count('store', 'server');
    return fetch(input, init);
  },
});

/** The running release, then those that older tabs may ask for; read once. */
let known: Promise<readonly Release[]> | null = null;

function releases(): Promise<readonly Release[]> {
  known ??= store.previous().then(
    (previous) => [release, ...previous],
    () => [release],
  );
  return known;
}

worker.addEventListener('install', (event) => {
  // The first visit waits for the first screen only. An update must be complete before it may
  // replace what works: one missing or wrong file, and it is not installed.
  const isUpdate = worker.registration.active !== null;
  const wanted = release.files.filter(({ part }) => isUpdate || part === 'shell');
  event.waitUntil(
    store.save(wanted).catch((error) => {
      broadcast({ type: 'install-failed', error: toPlain(error) });
      throw error;
    }),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      try {
        await store.adopt(release);
        await forgetOldFiles();
      } finally {
        await worker.clients.claim(); // also where the disk is too full to write anything down
      }
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  event.respondWith(answer(event.request));
});

async function answer(request: Request): Promise<Response> {
  const kind = request.destination;
  const route = chooseRoute(request, scope, await releases());
  if (route.to === 'share') return receiveShare(request, caches, scope);
  if (route.to === 'refuse') {
    count(kind, 'refused');
    return Response.error();
  }
  const stored = route.to === 'file' ? await storedCopy(route.file, request) : undefined;
  count(kind, stored ? 'device' : 'server', stored ? 0 : await bodyBytes(request));
  return secure(stored ?? (await fetch(request)), __SECURITY_HEADERS__);
}

/** A store that cannot be read must not block what the server still has. */
async function storedCopy(file: AppFile, { cache }: Request): Promise<Response | undefined> {
  try {
    // Whoever found the stored bytes wrong asks for the file like this: disks lose some now and
    // then.
    if (cache === 'reload') await store.recheck(file);
    return await store.match(file);
  } catch {
    return undefined;
  }
}

/** 0, because the routes refuse requests with a body; measured so that the count stays true. */
async function bodyBytes(request: Request): Promise<number> {
  if (request.method === 'GET' || request.method === 'HEAD') return 0;
  return (await request.clone().arrayBuffer()).byteLength;
}

worker.addEventListener('message', (event) => {
  const question = event.data as Question;
  const [port] = event.ports;
  if (!port) return; // not one of our questions
  event.waitUntil(
    (async () => {
      if (question.type === 'state' && question.isCurrent) await forgetOldReleases();
      const reply = await answerQuestion(question, {
        release,
        store,
        onProgress: (loadedBytes, totalBytes) =>
          broadcast({ type: 'progress', loadedBytes, totalBytes }),
        activate: () => worker.skipWaiting(),
      });
      port.postMessage(reply);
      if ('erased' in reply) broadcast({ type: 'erased' });
    })(),
  );
});

/** When the only open page belongs to this release, no tab of an older one is left. */
async function forgetOldReleases(): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window' });
  if (pages.length > 1) return;
  await store.dropPrevious();
  await forgetOldFiles();
}

async function forgetOldFiles(): Promise<void> {
  known = null;
  const { installing, waiting } = worker.registration;
  if (!installing && !waiting) await store.clean(release); // otherwise the next release's files lie there too
}
