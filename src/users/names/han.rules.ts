import { type HanForm } from '../../platform/printing/fonts.js';

/** Which form is right depends on the language, and a name doesn't say its own. */
export const hanForms = [
  'simplified',
  'traditional',
  'japanese',
  'korean',
] as const satisfies readonly HanForm[];

/** Whether somebody has to say in which form a name is drawn. Kana and Hangul say it themselves. */
export function needsHanForm(name: string): boolean {
  return (
    /\p{Script=Han}/u.test(name) && !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(name)
  );
}

/** The form that most people of a time zone would expect. */
function guessedHanForm(timeZone: string): HanForm {
  return guesses[timeZone] ?? 'simplified';
}

const guesses: Readonly<Partial<Record<string, HanForm>>> = {
  'Asia/Tokyo': 'japanese',
  'Asia/Seoul': 'korean',
  'Asia/Pyongyang': 'korean',
  'Asia/Taipei': 'traditional',
  'Asia/Hong_Kong': 'traditional',
  'Asia/Macau': 'traditional',
};

/** The form in which a name is printed; null for a name that needs none. */
export function hanFormFor(name: string, chosen: HanForm | null, timeZone: string): HanForm | null {
  return needsHanForm(name) ? (chosen ?? guessedHanForm(timeZone)) : null;
}
