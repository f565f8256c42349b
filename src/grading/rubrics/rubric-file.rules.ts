import { z } from 'zod';
import { competencyKeys } from './competencies.rules.js';
import { tidyLine, tidyText } from './rubric-form.rules.js';
import { type RubricPlan, unstorable } from './rubric.rules.js';

/** Longer than any rubric that can be stored. */
const mostCharacters = 2_000_000;

/** More sentences than these help nobody. */
const mostSentences = 20;

/**
 * A rubric as a file: JSON with `format` "capstone-rubric" and `version` 1. A level that passing takes says
 * `"required": true`; everything else is always there. Ids, dates and numbers of versions belong to an academy and
 * stay in it.
 */
export function writeRubricFile({ title, passPercent, criteria }: RubricPlan): string {
  const file = {
    format: 'capstone-rubric',
    version: 1,
    title,
    passPercent,
    criteria: criteria.map((criterion) => ({
      key: criterion.key,
      title: criterion.title,
      description: criterion.description,
      competency: criterion.competency,
      weight: criterion.weight,
      sections: [...criterion.sections],
      levels: criterion.levels.map(({ title, description, points, required }) => ({
        title,
        description,
        points,
        ...(required === true && { required }),
      })),
    })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads such a file. What can't be stored is refused with a sentence for each thing; what only keeps a rubric from being
 * published is not, as a draft may hold it.
 *
 * @param sectionKeys the keys of the handbook's sections
 */
export function readRubricFile(
  text: string,
  sectionKeys: readonly string[],
): { ok: true; plan: RubricPlan } | { ok: false; sentences: string[] } {
  const parsed = parseJson(text);
  if (!parsed.ok) return refused([parsed.sentence]);
  const header = headerSentence(parsed.value);
  if (header !== null) return refused([header]);
  const file = rubricFile.safeParse(parsed.value);
  if (!file.success) return refused(file.error.issues.map((issue) => issueSentence(issue, parsed.value)));
  const plan = tidied(file.data);
  const sentences = unstorable(plan, sectionKeys);
  if (sentences.some((sentence) => sentence.includes('which the handbook does not have')))
    sentences.push(`The handbook’s sections are ${sectionKeys.map((key) => `“${key}”`).join(', ')}.`);
  return sentences.length === 0 ? { ok: true, plan } : refused(sentences);
}

const refused = (all: readonly string[]) => {
  const sentences = [...new Set(all)];
  const more = sentences.length - mostSentences;
  if (more <= 0) return { ok: false as const, sentences };
  return { ok: false as const, sentences: [...sentences.slice(0, mostSentences), `And ${more} more.`] };
};

const level = z.strictObject({
  title: z.string(),
  description: z.string(),
  points: z.number(),
  required: z.boolean().optional(),
});

const criterion = z.strictObject({
  key: z.string(),
  title: z.string(),
  description: z.string(),
  competency: z.enum(['', ...competencyKeys]),
  weight: z.number(),
  sections: z.array(z.string()),
  levels: z.array(level),
});

const rubricFile = z.strictObject({
  format: z.literal('capstone-rubric'),
  version: z.literal(1),
  title: z.string(),
  passPercent: z.number(),
  criteria: z.array(criterion),
});

function tidied({ title, passPercent, criteria }: z.output<typeof rubricFile>): RubricPlan {
  return {
    title: tidyLine(title),
    passPercent,
    criteria: criteria.map((one) => ({
      ...one,
      key: tidyLine(one.key),
      title: tidyLine(one.title),
      description: tidyText(one.description),
      sections: one.sections.map(tidyLine),
      levels: one.levels.map((each) => ({
        ...each,
        title: tidyLine(each.title),
        description: tidyText(each.description),
        required: each.required ?? false,
      })),
    })),
  };
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; sentence: string } {
  const source = text.replace(/^\uFEFF/, '');
  if (source.trim() === '') return { ok: false, sentence: 'Choose a file, or paste its text.' };
  if (source.length > mostCharacters) {
    return { ok: false, sentence: 'This text has more than 2,000,000 characters, so it is no rubric.' };
  }
  try {
    return { ok: true, value: JSON.parse(source) as unknown };
  } catch (error) {
    // V8 says where in a longer text: "… at position 123 (line 4 column 15)".
    const reason = error instanceof Error ? error.message : '';
    const where = /line (\d+) column (\d+)/.exec(reason);
    const place = where
      ? `: line ${where[1] ?? ''}, character ${where[2] ?? ''} can’t be read`
      : /end of JSON|Unterminated/.test(reason)
        ? ': it ends before it is complete'
        : '';
    const sentence = `This is no JSON${place}. Often a number has a decimal comma, or a comma or a quotation mark is missing.`;
    return { ok: false, sentence };
  }
}

/** What the file says of itself, before anything else is looked at. */
function headerSentence(value: unknown): string | null {
  const { format, version } = (
    typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  ) as Record<string, unknown>;
  if (format !== 'capstone-rubric')
    return 'This is JSON, but no rubric: a rubric’s file begins with "format": "capstone-rubric".';
  if (version === 1) return null;
  return typeof version === 'number' && version > 1
    ? `This file has version ${version} of the format, which a newer Capstone wrote. This one reads version 1.`
    : 'This file does not say "version": 1, so it is not known how to read it.';
}

type Issue = z.core.$ZodIssue;

/** A sentence that names the place: “Criterion 2, level 1: …”. */
function issueSentence(issue: Issue, root: unknown): string {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `“${short(key)}”`).join(', ');
    return `${placeOf(path)} ${issue.keys.length === 1 ? 'has a field' : 'has fields'} ${names} that this format does not know.`;
  }
  const field = String(path.at(-1));
  const value = valueAt(root, path);
  // Of a list of texts the list itself is the field.
  const name = typeof path.at(-1) === 'number' ? `an entry of “${String(path.at(-2))}”` : `“${field}”`;
  const holder = placeOf(
    path.slice(0, typeof path.at(-1) === 'number' && path.at(-2) === 'sections' ? -2 : -1),
  );
  if (isEntry(path)) return `${placeOf(path)} must be an object in braces.`;
  if (value === undefined) return `${holder} has no ${name}.`;
  if (field === 'competency') {
    const known = competencyKeys.map((key) => `“${key}”`).join(', ');
    return `${holder} counts toward ${typeof value === 'string' ? `“${short(value)}”` : 'something'}, which is no competency. They are ${known}.`;
  }
  return `${holder}: ${name} must be ${expectedOf(issue)}${typeof value === 'string' ? `, and “${short(value)}” stands there` : ''}.`;
}

/** A criterion or a level as such, rather than a field of one. */
const isEntry = (path: readonly (string | number)[]) =>
  typeof path.at(-1) === 'number' && path.at(-2) !== 'sections';

const expectedOf = (issue: Issue) => {
  const expected = issue.code === 'invalid_type' ? issue.expected : '';
  if (expected === 'number') return 'a whole number without quotation marks';
  if (expected === 'string') return 'text in quotation marks';
  if (expected === 'array') return 'a list in square brackets';
  if (expected === 'boolean') return 'true or false';
  return 'as the format says';
};

/** “The rubric”, “Criterion 2”, “Criterion 2, level 1”; counted from 1. */
function placeOf(path: readonly (string | number)[]): string {
  const [list, criterionAt, levels, levelAt] = path;
  if (list !== 'criteria' || typeof criterionAt !== 'number') return 'The rubric';
  const name = `Criterion ${criterionAt + 1}`;
  return levels === 'levels' && typeof levelAt === 'number' ? `${name}, level ${levelAt + 1},` : name;
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    root,
  );
}

const short = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
