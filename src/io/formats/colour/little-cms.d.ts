/**
 * The used part of lcms-wasm (LittleCMS), which has no types. Handles are numbers, 0 on failure.
 */
declare module 'lcms-wasm' {
  export interface LittleCms {
    cmsOpenProfileFromMem(profile: Uint8Array, bytes: number): number;
    cmsCreate_sRGBProfile(): number;
    cmsCloseProfile(profile: number): void;
    cmsGetColorSpaceASCII(profile: number): string | null;
    cmsFormatterForColorspaceOfProfile(
      profile: number,
      sampleBytes: number,
      isFloat: boolean,
    ): number;
    cmsCreateTransform(
      input: number,
      inputFormat: number,
      output: number,
      outputFormat: number,
      intent: number,
      flags: number,
    ): number;
    cmsDeleteTransform(transform: number): void;
    cmsDoTransform<T extends Uint8Array | Uint16Array>(
      transform: number,
      pixels: T,
      count: number,
    ): T;
  }
  export function instantiate(options?: {
    readonly locateFile?: () => string;
    readonly printErr?: () => void;
  }): Promise<LittleCms>;
}
