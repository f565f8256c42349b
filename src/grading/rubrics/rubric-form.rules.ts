import { freeSlug } from '../../courses/versions/slug.rules.js';
import {
  limits,
  problemsIn,
  type CriterionPlan,
  type RubricPlace,
  type RubricPlan,
  type RubricProblem,
} from './rubric.rules.js';

/**
 * A rubric as somebody types it: every value is text, also where it is to be a number. Criteria and levels carry a
 * token each, which is part of their fields' names, so that they may change places without any field being renamed.
 */
export interface TypedRubric {
  title: string;
  passPercent: string;
  criteria: readonly TypedCriterion[];
}

export interface TypedCriterion {
  /** `c1`, `c2` … */
  token: string;
  /** Empty: it is made of the title. */
  key: string;
  title: string;
  description: string;
  competency: string;
  weight: string;
  sections: readonly string[];
  levels: readonly TypedLevel[];
  /** Token of the level that passing takes; empty when it takes none. */
  required: string;
}

export interface TypedLevel {
  /** `l1`, `l2` …, within its criterion. */
  token: string;
  title: string;
  description: string;
  points: string;
}

/** Reads the fields of the editor's form, whoever sent them; what is no text counts as empty. */
export function readTyped(fields: Readonly<Record<string, unknown>>): TypedRubric {
  const text = (name: string) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : '';
    return typeof value === 'string' ? value : '';
  };
  const names = Object.keys(fields);
  return {
    title: text('title'),
    passPercent: text('pass-percent'),
    criteria: tokensIn(text('order'), /^c\d{1,4}$/, 2 * limits.criteria).map((token) => ({
      token,
      key: text(`${token}-key`),
      title: text(`${token}-title`),
      description: text(`${token}-description`),
      competency: text(`${token}-competency`),
      weight: text(`${token}-weight`),
      sections: names
        .filter((name) => name.startsWith(`${token}-section-`))
        .map((name) => name.slice(`${token}-section-`.length)),
      required: text(`${token}-required`),
      levels: tokensIn(text(`${token}-level-order`), /^l\d{1,4}$/, 2 * limits.levels).map((level) => ({
        token: level,
        title: text(`${token}-${level}-title`),
        description: text(`${token}-${level}-description`),
        points: text(`${token}-${level}-points`),
      })),
    })),
  };
}

/** A rubric as its form is first shown. @param fixed keys that have been published, which nothing makes anew */
export function typedOf(plan: RubricPlan, fixed: readonly string[]): TypedRubric {
  return {
    title: plan.title,
    passPercent: String(plan.passPercent),
    criteria: plan.criteria.map((criterion, at) => ({
      token: `c${at + 1}`,
      // Made while there was no title to make it of.
      key: stopgap.test(criterion.key) && !fixed.includes(criterion.key) ? '' : criterion.key,
      title: criterion.title,
      description: criterion.description,
      competency: criterion.competency,
      weight: String(criterion.weight),
      sections: criterion.sections,
      required: ((at) => (at === -1 ? '' : `l${at + 1}`))(
        criterion.levels.findIndex(({ required }) => required === true),
      ),
      levels: criterion.levels.map((level, place) => ({
        token: `l${place + 1}`,
        title: level.title,
        description: level.description,
        points: String(level.points),
      })),
    })),
  };
}

/**
 * The rubric that was typed, tidied as it is stored, and what is wrong with it; a number that can't be read is NaN.
 * Runs in the browser while one types, and on the server when it is saved.
 *
 * @param sectionKeys the keys of the handbook's sections
 * @param unprintable characters that no font of a certificate has: only the server knows them, so the browser is told
 *   those of what was stored
 */
export function checkTyped(
  typed: TypedRubric,
  sectionKeys: readonly string[],
  unprintable: readonly string[] = [],
): { plan: RubricPlan; problems: RubricProblem[] } {
  const plan = planTyped(typed);
  const problems = problemsIn(plan, sectionKeys, unprintable).map((problem) => ({
    ...problem,
    message: numberSentence(typed, problem.place) ?? problem.message,
  }));
  return { plan, problems };
}

function planTyped(typed: TypedRubric): RubricPlan {
  const keys = typed.criteria.map(({ key }) => tidyLine(key));
  return {
    title: tidyLine(typed.title),
    passPercent: wholeNumber(typed.passPercent),
    criteria: typed.criteria.map((criterion, at): CriterionPlan => {
      const title = tidyLine(criterion.title);
      if (keys[at] === '') keys[at] = freeSlug(keyOf(title), keys);
      return {
        key: keys[at] ?? '',
        title,
        description: tidyText(criterion.description),
        competency: criterion.competency,
        weight: wholeNumber(criterion.weight),
        sections: criterion.sections,
        levels: criterion.levels.map((level) => ({
          title: tidyLine(level.title),
          description: tidyText(level.description),
          points: wholeNumber(level.points),
          required: level.token === criterion.required,
        })),
      };
    }),
  };
}

const stopgap = /^criterion(-\d+)?$/;

/** “A page to decide from” → `a-page-to-decide-from`; `criterion` when nothing of a title can stand in a key. */
export function keyOf(title: string): string {
  const key = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    // Room for the number of one that is taken.
    .slice(0, limits.key - 5)
    .replace(/^[^a-z]+|-+$/g, '');
  return key === '' ? 'criterion' : key;
}

/** As it is stored: composed letters, line ends of one kind, nothing that PostgreSQL has no place for. */
export const tidyText = (text: string) =>
  text.toWellFormed().replaceAll('\0', '').normalize('NFC').replace(/\r\n?/g, '\n').trim();

export const tidyLine = (text: string) => tidyText(text).replace(/\s+/g, ' ');

/** @returns NaN for what is no whole number */
function wholeNumber(typed: string): number {
  const text = typed.replace(/\s*%\s*$/, '').trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
}

/** What is said beside a number that can't be read; null for any other problem. */
function numberSentence(typed: TypedRubric, place: RubricPlace): string | null {
  if (!('criterion' in place)) {
    if (place.part !== 'passPercent' || !Number.isNaN(wholeNumber(typed.passPercent))) return null;
    return sentenceAbout(typed.passPercent, {
      none: 'Enter the percentage that passes.',
      decimal: 'The percentage that passes is a whole number',
      range: 'from 0 to 100',
      way: '',
    });
  }
  const criterion = typed.criteria[place.criterion];
  if (place.part === 'weight' && Number.isNaN(wholeNumber(criterion?.weight ?? ''))) {
    return sentenceAbout(criterion?.weight ?? '', {
      none: 'Enter a weight.',
      decimal: 'Weights are whole numbers',
      range: 'from 1 to 1000',
      way: ' To weigh more finely, use larger numbers for all criteria: only their shares count.',
    });
  }
  const points = 'level' in place ? criterion?.levels[place.level]?.points : undefined;
  if (place.part !== 'points' || points === undefined || !Number.isNaN(wholeNumber(points))) return null;
  return sentenceAbout(points, {
    none: 'Enter the points of this level.',
    decimal: 'Points are whole numbers',
    range: 'from 0 to 1000',
    way: ' For something between, use larger points at all levels of this criterion.',
  });
}

function sentenceAbout(
  typed: string,
  { none, decimal, range, way }: { none: string; decimal: string; range: string; way: string },
): string {
  const text = typed.trim();
  if (text === '') return none;
  if (/^[-+−]?\d*[.,]\d+\s*%?$/.test(text)) return `${decimal}, and “${text}” is none.${way}`;
  return `${decimal} ${range}, and “${shortened(text)}” is none.`;
}

const shortened = (text: string) => (text.length > 30 ? `${text.slice(0, 30)}…` : text);

/** The name and id of the field, or of the group of fields, in which a problem is put right. */
export function fieldOf(typed: TypedRubric, place: RubricPlace): string {
  if (!('criterion' in place)) return place.part === 'passPercent' ? 'pass-percent' : place.part;
  const criterion = typed.criteria[place.criterion];
  const level = 'level' in place ? `${criterion?.levels[place.level]?.token ?? ''}-` : '';
  return `${criterion?.token ?? ''}-${level}${place.part}`;
}

function tokensIn(list: string, pattern: RegExp, most: number): string[] {
  const tokens = list.split(' ').filter((token) => pattern.test(token));
  return [...new Set(tokens)].slice(0, most);
}
