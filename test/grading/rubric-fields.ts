import { type TypedRubric } from '../../src/grading/rubrics/rubric-form.rules.js';

/** The fields that the editor's form would send. */
export function fieldsOf({ title, passPercent, criteria }: TypedRubric, version = 1): Record<string, string> {
  const fields: Record<string, string> = {
    title,
    'pass-percent': passPercent,
    version: String(version),
    order: criteria.map(({ token }) => token).join(' '),
  };
  for (const { token, sections, levels, ...rest } of criteria) {
    for (const [part, value] of Object.entries(rest)) fields[`${token}-${part}`] = value;
    for (const key of sections) fields[`${token}-section-${key}`] = 'yes';
    fields[`${token}-level-order`] = levels.map((level) => level.token).join(' ');
    for (const { token: level, ...parts } of levels) {
      for (const [part, value] of Object.entries(parts)) fields[`${token}-${level}-${part}`] = value;
    }
  }
  return fields;
}
