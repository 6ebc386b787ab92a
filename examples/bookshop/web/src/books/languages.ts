/** The languages that books are in, as people read them. */
import type { Book } from '../api.ts';

export type Language = Book['language'];

export const languages: Readonly<Record<Language, string>> = {
  en: 'English',
  fr: 'French',
  es: 'Spanish',
  ja: 'Japanese',
};

/** For a `<select>`. */
export const languageChoices = Object.entries(languages) as readonly (readonly [Language, string])[];

export const isLanguage = (value: unknown): value is Language =>
  typeof value === 'string' && Object.hasOwn(languages, value);
