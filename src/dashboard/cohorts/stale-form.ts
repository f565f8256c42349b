import { type FieldError, invalid } from '../../platform/errors/domain-errors.js';
import { type FormState, withErrors } from '../../platform/web/forms.js';

/**
 * A form that was filled in while somebody else changed what it is about: it keeps what was typed, says beside each
 * field that would change back what is stored by now, and can be sent again.
 *
 * @param stored by field, in the form's order
 * @param version of what is stored
 */
export function staleForm(
  form: FormState,
  stored: readonly { field: string; label: string; typed: string; stored: string }[],
  version: number,
): FormState {
  const differing = stored
    .filter((one) => one.typed !== one.stored)
    .map((one): FieldError => {
      const now = one.stored === '' ? 'nothing' : `“${one.stored}”`;
      const yours = one.typed === '' ? 'nothing' : `“${one.typed}”`;
      return { field: one.field, message: `${one.label}: ${now} is stored by now, you chose ${yours}.` };
    });
  const rest =
    differing.length === 0
      ? 'What you see here is what is stored now.'
      : 'Nothing of yours is stored yet. Compare below; what you send next counts.';
  const message = `Somebody else has changed this cohort in the meantime. ${rest}`;
  const values = { ...form.values, version: String(version) };
  return withErrors({ ...form, values }, invalid(message, [{ field: '', message }, ...differing]));
}
