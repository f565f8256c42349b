import { z } from 'zod';
import { printedLine } from '../names/printable-texts.js';

export const academyNameField = printedLine('the academy’s name', 'Enter the academy’s name.', 120);

export const nameForm = z.object({ name: academyNameField });

export const paperForm = z.object({ paper: z.enum(['a4', 'letter'], 'Choose A4 or US Letter.') });
