/** Test helper: Cache Storage in memory, with the parts that the service worker uses. */
export function fakeCaches(): CacheStorage & { readonly all: Map<string, Map<string, Response>> } {
  const all = new Map<string, Map<string, Response>>();
  const urlOf = (request: RequestInfo | URL) =>
    request instanceof Request ? request.url : String(request);
  const open = async (name: string) => {
    const entries = all.get(name) ?? new Map<string, Response>();
    all.set(name, entries);
    return {
      match: async (request: RequestInfo) => entries.get(urlOf(request))?.clone(),
      put: async (request: RequestInfo, response: Response) => {
        entries.set(urlOf(request), response);
      },
      delete: async (request: RequestInfo) => entries.delete(urlOf(request)),
      keys: async () => [...entries.keys()].map((url) => new Request(url)),
    };
  };
  const remove = async (name: string) => all.delete(name);
  const has = async (name: string) => all.has(name);
  return { open, has, delete: remove, all } as unknown as CacheStorage & {
    all: Map<string, Map<string, Response>>;
  };
}
