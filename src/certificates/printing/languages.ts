import { type HanForm, hanFormOf } from '../../platform/printing/fonts.js';

const languages: readonly [RegExp, string][] = [
  [/\p{Script=Greek}/u, 'el'],
  [/\p{Script=Hebrew}/u, 'he'],
];

const hanLanguages = {
  simplified: 'zh-Hans',
  traditional: 'zh-Hant',
  japanese: 'ja',
  korean: 'ko',
} as const satisfies Record<HanForm, string>;

const ofHan = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * The language of a text (BCP 47), where its letters tell, or null: Latin, Cyrillic, Arabic and Devanagari serve many,
 * and a text that mixes scripts is in none of them.
 */
export function languageOf(text: string, han: HanForm): string | null {
  if (/\p{Script=Latin}/u.test(text)) return null;
  if (ofHan.test(text)) return hanLanguages[hanFormOf(text, han)];
  return languages.find(([script]) => script.test(text))?.[1] ?? null;
}
