import type { EngineClient } from '@/model/client';
import type { PixelsClient } from '@/pixels/client';

/** The two workers. Set once when the app starts; tests set fakes. */
interface Services {
  readonly engine: EngineClient;
  readonly pixels: PixelsClient;
}

let services: Services | null = null;

/** Sets the workers that every action uses. Call once, before the first action. */
export function provideServices(next: Services): void {
  services = next;
}

/** The segmenter. @throws when the app has not started */
export function engine(): EngineClient {
  return existing().engine;
}

/** The pixel worker. @throws when the app has not started */
export function pixels(): PixelsClient {
  return existing().pixels;
}

function existing(): Services {
  if (!services) throw new Error('The workers are used before startApp() provided them');
  return services;
}
