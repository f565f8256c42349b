import { type FormState } from '../../platform/web/forms.js';
import { LENGTH, symbolsIn } from '../register/code.rules.js';

/** It may be a whole page that was pasted by mistake. */
const LONGEST_KEPT = 200;

/** The form again, with what was typed and what is wrong with it. */
export function mistypedForm(typed: string, kind: 'typing-error' | 'not-a-code'): FormState {
  const message = whatIsWrong(typed, kind);
  return {
    values: { code: typed.slice(0, LONGEST_KEPT).toWellFormed() },
    errors: [{ field: 'code', message }],
    errorFor: { code: message },
  };
}

function whatIsWrong(typed: string, kind: 'typing-error' | 'not-a-code'): string {
  if (typed.trim() === '') return 'Enter the code or the address that stands on the certificate.';
  if (kind === 'typing-error') return typingErrorSentence(typed);
  const enter = 'five groups of five letters and digits, at the foot of the certificate.';
  return typed.length > LONGEST_KEPT
    ? `This is far longer than a code or an address. Enter only the ${enter}`
    : `This is not the code of a certificate. Enter the ${enter}`;
}

/** What is wrong with a code whose check character fails, as exactly as can be told. */
export function typingErrorSentence(typed: string): string {
  const symbols = symbolsIn(typed);
  const compare = 'Compare the five groups of five with what is printed.';
  if (symbols === LENGTH) return `At least one character differs from what is printed. ${compare}`;
  const missing = symbols < LENGTH ? `${LENGTH - symbols} too few` : `${symbols - LENGTH} too many`;
  return `This has ${symbols} characters, ${missing}. ${compare}`;
}
