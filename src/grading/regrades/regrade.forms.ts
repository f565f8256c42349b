import { z } from 'zod';

/** The form that carries out a change of a rubric. */
export const regradeForm = z.object({
  name: z
    .string('Name this change, in a few words.')
    .trim()
    .min(1, 'Name this change, in a few words.')
    .max(120, 'Use at most 120 characters for the name.'),
  reason: z
    .string('Say why the rubric changes.')
    .trim()
    .min(1, 'Say why the rubric changes. Students whose grade is given anew read it.')
    .max(1000, 'Use at most 1,000 characters for the reason.'),
  /** Stands for what was looked at; anything else than a digest of ours matches nothing. */
  reviewed: z.string().catch(''),
});

export const regradeFields = ['name', 'reason'];
