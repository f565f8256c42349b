import { z } from 'zod';
import { ANSWER_CHARACTERS, ANSWER_WORDS, countWords, QUESTIONS } from './application.rules.js';

export const answerNames = Array.from({ length: QUESTIONS }, (_, at) => `answer-${at + 1}`);
export const markNames = Array.from({ length: QUESTIONS }, (_, at) => `mark-${at + 1}`);
export const questionNames = Array.from({ length: QUESTIONS }, (_, at) => [
  `question-${at + 1}`,
  `shows-${at + 1}`,
]).flat();

const text = z
  .string()
  .optional()
  .default('')
  .transform((typed) => typed.replaceAll('\r\n', '\n').trim());

const bounded = (number: number) =>
  text.refine(
    (answer) => answer.length <= ANSWER_CHARACTERS,
    `Use at most ${ANSWER_CHARACTERS.toLocaleString('en-GB')} characters to answer question ${number}.`,
  );

const answer = (number: number) =>
  bounded(number)
    .refine((typed) => typed !== '', `Answer question ${number}.`)
    .refine(
      (typed) => countWords(typed) <= ANSWER_WORDS,
      `Answer question ${number} in at most ${ANSWER_WORDS} words.`,
    );

/** All ten, as they are sent. */
export const answersForm = z
  .object(fieldsOf(answerNames, answer))
  .transform((form) => inOrder(answerNames, form));

/** As many as there are, as they are kept for later. */
export const draftForm = z
  .object(fieldsOf(answerNames, bounded))
  .transform((form) => inOrder(answerNames, form));

const mark = (number: number) =>
  z.enum(['yes', 'no'], `Choose yes or no for question ${number}.`).transform((word) => word === 'yes');

const marksForm = z
  .object(fieldsOf(markNames, mark))
  .transform((form) => ({ marks: inOrder(markNames, form) }));

export const reviewForm = z.intersection(
  marksForm,
  z.object({
    note: text.refine((typed) => typed.length <= 2_000, 'Use at most 2,000 characters for the note.'),
    seen: z.coerce.number().int().catch(0),
  }),
);

const asked = text
  .refine((typed) => typed !== '', 'Write what is asked.')
  .refine((typed) => typed.length <= 300, 'Use at most 300 characters.');

export const questionsForm = z.intersection(
  z.object(fieldsOf(questionNames, () => asked)).transform((fields) => ({
    questions: Array.from({ length: QUESTIONS }, (_, at) => ({
      question: fields[`question-${at + 1}`] ?? '',
      shows: fields[`shows-${at + 1}`] ?? '',
    })),
  })),
  z.object({
    needed: z.coerce
      .number('Enter a number from 1 to 10.')
      .int('Enter a whole number from 1 to 10.')
      .min(1, 'Enter a number from 1 to 10.')
      .max(QUESTIONS, 'Enter a number from 1 to 10.'),
    version: z.coerce.number().int().catch(-1),
  }),
);

/** @param field by the number of the question, from 1 */
function fieldsOf<T>(names: readonly string[], field: (number: number) => T): Record<string, T> {
  return Object.fromEntries(names.map((name, at) => [name, field(at + 1)]));
}

function inOrder<T>(names: readonly string[], form: Record<string, T>): T[] {
  return names.flatMap((name) => {
    const value = form[name];
    return value === undefined ? [] : [value];
  });
}
