import { type Transitions } from '../../../platform/transitions/transitions.js';

/** What can happen to an application. */
export type ApplicationEventKind = 'submitted' | 'withdrawn' | 'accepted' | 'declined';

/** Until it is decided an application can be changed, withdrawn and sent again; a decision is the end of it. */
const next = {
  submitted: ['submitted', 'withdrawn', 'accepted', 'declined'],
  withdrawn: ['submitted'],
  accepted: [],
  declined: [],
} satisfies Transitions<ApplicationEventKind>;

/** @param last the last event; null: nothing has been sent yet */
export function canHappen(last: ApplicationEventKind | null, kind: ApplicationEventKind): boolean {
  if (last === null) return kind === 'submitted';
  const allowed: readonly ApplicationEventKind[] = next[last];
  return allowed.includes(kind);
}

export const QUESTIONS = 10;

/** Of ten answers, how many must show what is asked, where nobody has set another number. */
export const NEEDED = 7;

/** An answer is a short paragraph, not an essay. */
export const ANSWER_WORDS = 150;
/** However long its words are. */
export const ANSWER_CHARACTERS = 2_000;

/**
 * The one rule by which applications are decided: there is no other way in or out.
 *
 * @param marks ten, whether each answer shows what is asked
 * @param needed how many must
 */
export function decide(
  marks: readonly boolean[],
  needed: number,
): { kind: 'accepted' | 'declined'; points: number } {
  const points = marks.filter((shown) => shown).length;
  return { kind: points >= needed ? 'accepted' : 'declined', points };
}

/** The rule in words, as applicants and everybody else read it. */
export function ruleWords(needed: number): string {
  const how = needed === QUESTIONS ? 'all ten answers show' : `at least ${needed} of the ten answers show`;
  return `An application is accepted when ${how} what the question asks for. An instructor marks each answer with yes or no without knowing whose it is, and the count decides: nobody can accept or decline in another way.`;
}

/** Words as a writer counts them: what stands between spaces, if there is a letter or a figure in it. */
export function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
