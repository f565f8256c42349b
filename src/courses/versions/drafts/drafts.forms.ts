import { z } from 'zod';
import { DomainError } from '../../../platform/errors/domain-errors.js';
import { type FormState } from '../../../platform/web/forms.js';
import { printedLine } from '../../../users/names/printable-texts.js';

/** As it is kept: composed letters, and line ends of one kind, whatever the browser sent. */
const text = (most: number, sentence: string) =>
  z
    .string(sentence)
    .transform((typed) => typed.normalize('NFC').replace(/\r\n?/g, '\n'))
    .refine((typed) => typed.length <= most, sentence);

const line = (most: number, sentence: string) =>
  text(most, sentence).transform((typed) => typed.trim().replace(/\s+/g, ' '));

const title = line(120, 'Use at most 120 characters for the title.').refine(
  (typed) => typed !== '',
  'Enter a title.',
);

/** Certificates print it. */
const courseTitle = printedLine('the title', 'Enter a title.', 120);

const version = z.coerce
  .number('Open this page anew: its form is incomplete.')
  .int()
  .min(1)
  .max(2_000_000_000);

const MONTHS = 'Enter a whole number of months from 1 to 600, or leave this empty.';

/** Empty: for ever. */
const certificateMonths = z
  .string('Open this page anew: its form is incomplete.')
  .trim()
  .regex(/^\d{0,3}$/, MONTHS)
  .transform((typed) => (typed === '' ? null : Number(typed)))
  .refine((months) => months === null || (months >= 1 && months <= 600), MONTHS);

const id = (sentence: string) => z.uuid(sentence);

export const courseForm = z.object({
  title: courseTitle,
  templateFrom: id('Choose the course whose handbook and rubric this one begins with.'),
});

export const draftForm = z.object({
  course: z.string('Choose a course.').regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'Choose a course.'),
  from: z.enum(['published', 'folder'], 'Choose where the draft comes from.'),
});

export const factsForm = z.object({
  title: courseTitle,
  summary: line(600, 'Use at most 600 characters for the summary.'),
  about: text(50_000, 'This text is longer than 50,000 characters.'),
  certificateMonths,
  version,
});

export const weekForm = z.object({
  title: line(120, 'Use at most 120 characters for the title.'),
  aim: line(600, 'Use at most 600 characters for the aim.'),
  version,
});

export const newLessonForm = z.object({ title, week: id('Choose a week.') });

export const lessonForm = z.object({
  title,
  body: text(200_000, 'This text is longer than 200,000 characters. Make two lessons of it.'),
  version,
});

const whole = (from: number, to: number, sentence: string) =>
  z
    .string(sentence)
    .trim()
    .regex(/^\d{1,4}$/, sentence)
    .transform(Number)
    .refine((number) => number >= from && number <= to, sentence);

export const sessionForm = z.object({
  title,
  week: id('Choose a week.'),
  day: whole(1, 7, 'Choose a day from 1 to 7.'),
  startsAt: z
    .string('Enter a time such as 18:00.')
    .trim()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time such as 18:00.'),
  minutes: whole(5, 480, 'Enter between 5 and 480 minutes.'),
  version,
});

export const newSessionForm = z.object({ week: id('Choose a week.') });

export const moveForm = z.union([
  z.object({ direction: z.enum(['up', 'down']) }),
  z.object({ week: id('Choose a week.'), place: z.coerce.number().int().min(1).max(1000) }),
]);

/**
 * A form that the draft does not take any more: it is shown again with the reason, so that nothing that was typed goes
 * away with it. Anything but a conflict is thrown on.
 */
export function refusedForm(form: FormState, error: unknown): FormState {
  if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
  return { ...form, errors: [{ field: '', message: error.message }] };
}
