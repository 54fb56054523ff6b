import type { Format } from './format';

/** A kind of file, as lists of accepted files name it. */
export type FileKind = Pick<Format, 'mime' | 'extensions'>;

/** Value of `accept` of a file picker that lets these kinds be chosen. */
export function acceptOf(kinds: readonly FileKind[]): string {
  return [...new Set(kinds.flatMap(({ mime, extensions }) => [mime, ...extensions]))].join(',');
}

/** MIME types with their extensions, as a web app manifest lists them. */
export function extensionsByMime(kinds: readonly FileKind[]): Record<string, string[]> {
  const byMime: Record<string, string[]> = {};
  for (const { mime, extensions } of kinds)
    byMime[mime] = [...new Set([...(byMime[mime] ?? []), ...extensions])];
  return byMime;
}

/** What a web app manifest says of files. */
interface ManifestParts {
  readonly file_handlers: readonly { readonly accept?: unknown }[];
  readonly share_target: {
    readonly params: { readonly files: readonly { readonly accept?: unknown }[] };
  };
}

/** The manifest with these kinds as those that the app opens, and that can be shared with it. */
export function fillManifest<M extends ManifestParts>(manifest: M, kinds: readonly FileKind[]): M {
  const accept = extensionsByMime(kinds);
  const { share_target, file_handlers } = manifest;
  const { params } = share_target;
  const files = params.files.map((field) => ({ ...field, accept: Object.keys(accept) }));
  return {
    ...manifest,
    file_handlers: file_handlers.map((handler) => ({ ...handler, accept })),
    share_target: { ...share_target, params: { ...params, files } },
  };
}
