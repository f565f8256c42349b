import { z } from 'zod';
import { printedLine } from '../names/printable-texts.js';

export const academyNameField = printedLine(
  'Enter the academy’s name.',
  120,
  'Use at most 120 characters for the academy’s name.',
);

export const nameForm = z.object({ name: academyNameField });

export const paperForm = z.object({ paper: z.enum(['a4', 'letter'], 'Choose A4 or US Letter.') });
