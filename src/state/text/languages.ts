import { en } from './en/en';

/** Keys of the catalogue. Every text that a user reads has one. */
export type MessageKey = keyof typeof en;

/** A language's texts. The compiler finds missing and surplus keys. */
export type Catalogue = Readonly<Record<MessageKey, string>>;

export interface Language {
  /** BCP 47 tag, such as `en` or `zh-Hans`; also the page's `lang`. */
  readonly id: string;
  /** The language's name in itself, as the setting shows it. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  /** Texts it lacks are shown in the first language of the table. */
  load(): Promise<Partial<Catalogue>>;
}

/**
 * Every language of the app. To add one, add a folder like `en/` and a row here. Its `load` imports
 * the folder, so that nobody downloads a language that they do not read.
 */
export const LANGUAGES: readonly [Language, ...Language[]] = [
  { id: 'en', name: 'English', direction: 'ltr', load: async () => en },
];
