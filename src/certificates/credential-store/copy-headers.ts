import { type Code } from '../register/code.rules.js';
import { forms } from '../verification/negotiation.rules.js';
import { type CopyForm } from './copies.rules.js';
import { copyName } from './copies.service.js';

/**
 * How a file goes out: by its own type and name, and never as anything else. A drawing that is opened by itself is a
 * document, which may then do nothing.
 *
 * @param disposition whether a browser shows it or keeps it
 */
export function copyHeaders(
  code: Code,
  form: CopyForm,
  disposition: 'inline' | 'attachment',
  type: string = forms[form][0],
): Record<string, string> {
  return {
    'content-type': type,
    'content-disposition': `${disposition}; filename="${copyName(code, form)}"`,
    'x-content-type-options': 'nosniff',
    ...(form === 'svg' && { 'content-security-policy': "default-src 'none'; sandbox" }),
  };
}
