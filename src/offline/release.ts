/** A file of a build, as the build saw it. */
export interface AppFile {
  /** Relative to the app's folder; '' is the page itself. */
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Content type; hosts get some of them wrong. */
  readonly type: string;
  /** `shell`: shows the first screen; `engine`: runs the model; `extra`: samples and documents. */
  readonly part: 'shell' | 'engine' | 'extra';
}

/** Everything that one build is made of. */
export interface Release {
  /** Same files, same id. */
  readonly id: string;
  readonly version: string;
  readonly files: readonly AppFile[];
}
