import { isRecord } from '../../../assignments/sections/text.rules.js';
import { groupsOf, parseCode } from '../../register/code.rules.js';
import { dayInWords, dayOf, daysInWords, lastDayBefore } from '../../register/days.rules.js';
import { type FactName, type Source } from './fact-paths.rules.js';

export type FactWords = Readonly<Partial<Record<FactName, string>>>;

/**
 * The facts in words, as far as there are any: what is read may have any shape, and say anything.
 *
 * @param timeZone in which days are told
 */
export function wordsOf(source: Source, value: unknown, timeZone: string): FactWords {
  const words = source === 'snapshot' ? snapshotWords(value, timeZone) : credentialWords(value, timeZone);
  return Object.fromEntries(
    Object.entries(words).flatMap(([name, word]) => (word === null ? [] : [[name, shortened(word)]])),
  );
}

type Words = Record<string, string | null>;

function snapshotWords(value: unknown, timeZone: string): Words {
  const at = (...path: string[]) => memberAt(value, path);
  const days = [dayAt(at('cohort', 'startsOn')), dayAt(at('cohort', 'endsOn'))];
  const competencies = listAt(at('competencies'));
  return {
    code: codeWords(at('code')),
    holder: textOf(at('holder', 'name')),
    course: together([textOf(at('course', 'title')), versionWords(at('course', 'versionNumber'))], ', '),
    result: percentWords(at('result', 'percent')),
    academy: textOf(at('academy', 'name')),
    issued: dayWords(at('issuedOn')),
    ends: endWords(at('validUntil'), timeZone),
    cohort: together([textOf(at('cohort', 'name')), period(days)], ', '),
    signatories: together(
      listAt(at('signatories')).map((one) => together([textAt(one, 'name'), textAt(one, 'role')], ', ')),
      ' · ',
    ),
    rule: textOf(at('result', 'passRule')),
    summary: textOf(at('course', 'summary')),
    evidence: at('evidence') === null ? 'None' : rootWords(at('evidence', 'root')),
    ...numbered('level', competencies, (one) => textAt(one, 'level')),
    ...numbered('points', competencies, (one) =>
      pointsWords(memberAt(one, ['points']), memberAt(one, ['ofPoints'])),
    ),
  };
}

function credentialWords(value: unknown, timeZone: string): Words {
  const at = (...path: string[]) => memberAt(value, path);
  const subject = (...path: string[]) => at('credentialSubject', ...path);
  const descriptions = listAt(subject('achievement', 'resultDescription'));
  const results = listAt(subject('result'));
  const days = [dayAt(subject('activityStartDate')), dayAt(subject('activityEndDate'))];
  const titles = [textOf(subject('achievement', 'name')), textOf(at('name'))];
  const names = [textOf(subject('name')), textOf(subject('identifier', '0', 'identityHash'))];
  const [, ...rule] = (textOf(subject('achievement', 'criteria', 'narrative')) ?? '').split('\n\n');
  const status = [textOf(at('credentialStatus', 'statusListIndex')), 'of'];
  return {
    code: codeWords(at('id')),
    holder: together([...new Set(names)], ' · '),
    course: together(
      [together([...new Set(titles)], ' · '), versionWords(subject('achievement', 'version'))],
      ', ',
    ),
    result: percentWords(memberAt(results[0], ['value'])),
    academy: textOf(at('issuer', 'name')),
    issued: momentWords(at('validFrom'), timeZone),
    ends: endWords(at('validUntil') ?? null, timeZone),
    cohort: together([textOf(subject('term')), period(days)], ', '),
    rule: rule.length > 0 ? rule.join('\n\n') : null,
    summary: textOf(subject('achievement', 'description')),
    evidence:
      at('evidence') === undefined
        ? 'None'
        : rootWords(/[0-9a-f]{64}/.exec(textOf(at('evidence', '0', 'narrative')) ?? '')?.[0]),
    status: together([...status, textOf(at('credentialStatus', 'statusListCredential'))], ' '),
    ...numbered('level', descriptions.slice(1), (one, place) => {
      const reached = memberAt(results[place + 1], ['achievedLevel']);
      const levels = listAt(memberAt(one, ['rubricCriterionLevel']));
      return textAt(
        levels.find((level) => memberAt(level, ['id']) === reached),
        'name',
      );
    }),
    ...numbered('points', results.slice(1), (one, place) =>
      pointsWords(memberAt(one, ['value']), memberAt(descriptions[place + 1], ['valueMax'])),
    ),
  };
}

function numbered(
  kind: 'level' | 'points',
  list: readonly unknown[],
  words: (one: unknown, place: number) => string | null,
): Words {
  return Object.fromEntries(list.slice(0, 20).map((one, place) => [`${kind}-${place}`, words(one, place)]));
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    if (Array.isArray(inner)) return (inner as unknown[])[Number(name)];
    return isRecord(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined;
  }, value);
}

const listAt = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const textAt = (value: unknown, name: string) => textOf(memberAt(value, [name]));

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return figures.format(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** At most two decimals, as everywhere. */
const figures = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2, useGrouping: false });

function together(parts: readonly (string | null)[], between: string): string | null {
  const there = parts.filter((part) => part !== null);
  return there.length > 0 ? there.join(between) : null;
}

function codeWords(value: unknown): string | null {
  const text = textOf(value);
  const parsed = text === null ? null : parseCode(text);
  return parsed?.kind === 'code' ? groupsOf(parsed.code).join(' ') : text;
}

function versionWords(value: unknown): string | null {
  const version = textOf(value);
  return version && `version ${version}`;
}

/** JSON has it as a number or, in a credential, as text. */
function percentWords(value: unknown): string | null {
  const figure = figureWords(value);
  return figure && `${figure}\u00A0%`;
}

function pointsWords(points: unknown, ofPoints: unknown): string | null {
  const [reached, most] = [figureWords(points), figureWords(ofPoints)];
  return reached && (most ? `${reached} of ${most}` : reached);
}

function figureWords(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && /^-?\d{1,6}(?:\.\d{1,20})?$/.test(text) ? figures.format(Number(text)) : text;
}

const rootWords = (value: unknown) => {
  const root = textOf(value);
  return root && `SHA-256 ${root}`;
};

/** ISO 8601, with or without a time: `2026-11-14`. */
function dayAt(value: unknown): string | null {
  const day = /^\d{4}-\d\d-\d\d/.exec(textOf(value) ?? '')?.[0];
  return day !== undefined && isDate(new Date(day)) ? day : null;
}

function period([from = null, to = null]: readonly (string | null)[]): string | null {
  return from !== null && to !== null ? daysInWords(from, to) : null;
}

function dayWords(value: unknown): string | null {
  const day = dayAt(value);
  return day === null ? textOf(value) : dayInWords(day);
}

const isDate = (date: Date) => date.getUTCFullYear() > 1000 && date.getUTCFullYear() < 10_000;

function momentWords(value: unknown, timeZone: string): string | null {
  const moment = new Date(textOf(value) ?? '');
  return isDate(moment) ? dayInWords(dayOf(moment, timeZone)) : textOf(value);
}

function endWords(value: unknown, timeZone: string): string | null {
  if (value === null) return 'No end';
  const end = new Date(textOf(value) ?? '');
  return isDate(end) ? dayInWords(lastDayBefore(end, timeZone)) : textOf(value);
}

const LONGEST = 400;

/** It may be a stranger's, and hold anything. */
function shortened(words: string): string {
  const line = words
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST).toWellFormed()}…` : line;
}
