import { freshForm, type FormState } from '../../../platform/web/forms.js';
import { type FileResult } from './file-result.views.js';

/** Where a file is chosen, and what is said of it. */
export interface FilesPage {
  title: string;
  form: FormState;
  result: FileResult | null;
}

export function filesPage({
  result = null,
  refusal = null,
}: { result?: FileResult | null; refusal?: string | null } = {}): FilesPage {
  const fresh = freshForm({ file: '' });
  const form: FormState =
    refusal === null
      ? fresh
      : { ...fresh, errors: [{ field: 'file', message: refusal }], errorFor: { file: refusal } };
  return { title: result ? `${result.band.word}: the file` : 'Check a file', form, result };
}
