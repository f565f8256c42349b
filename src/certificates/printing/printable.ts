import { quotedCharacters } from '../../users/names/quoted-characters.rules.js';
import { listed, printedTexts, unprintableAmong } from '../../users/names/printable-texts.js';
import { type Face, uncoveredCharacters } from './fonts.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';

/**
 * What stands in the way of printing a certificate: its holder's name or another text has characters that no font of
 * ours can draw. Asked before anything is issued, for a certificate with boxes in a name is worse than a late one.
 */
export function whatCannotBePrinted(snapshot: CertificateSnapshot): 'name' | 'text' | null {
  if (uncoveredCharacters(snapshot.holder.name, 'name').length > 0) return 'name';
  const { academy, course, cohort, competencies, result, signatories } = snapshot;
  const texts: [string, Face][] = [
    [academy.name, 'title'],
    [course.title, 'title'],
    [cohort.name, 'label'],
    [result.passRule, 'label'],
    ...competencies.flatMap(({ title, level }): [string, Face][] => [
      [title, 'strong'],
      [level, 'label'],
    ]),
    ...signatories.flatMap(({ name, role }): [string, Face][] => [
      [name, 'person'],
      [role, 'label'],
    ]),
  ];
  return texts.some(([text, face]) => uncoveredCharacters(text, face).length > 0) ? 'text' : null;
}

/** What of it that is, and for which characters: “the holder’s name (“🦊”)”; empty where all of it can be printed. */
export function unprintableWords(snapshot: CertificateSnapshot): string {
  const { academy, course, cohort, competencies, result, signatories, holder } = snapshot;
  const inName = uncoveredCharacters(holder.name, 'name');
  const titles = [...competencies.map(({ level }) => level), result.passRule];
  const texts = { academy: academy.name, course: course.title, cohort: cohort.name, signatories, titles };
  return listed([
    ...(inName.length === 0 ? [] : [`the holder’s name (${quotedCharacters(inName)})`]),
    ...unprintableAmong(printedTexts(texts)),
  ]);
}
