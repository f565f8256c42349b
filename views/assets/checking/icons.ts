import arrowRight from 'lucide-static/icons/arrow-right.svg?raw';
import badgeCheck from 'lucide-static/icons/badge-check.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import circlePause from 'lucide-static/icons/circle-pause.svg?raw';
import circleQuestionMark from 'lucide-static/icons/circle-question-mark.svg?raw';
import equalNot from 'lucide-static/icons/equal-not.svg?raw';
import eraser from 'lucide-static/icons/eraser.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import fileDiff from 'lucide-static/icons/file-diff.svg?raw';
import filePenLine from 'lucide-static/icons/file-pen-line.svg?raw';
import fileQuestionMark from 'lucide-static/icons/file-question-mark.svg?raw';
import fileSearch from 'lucide-static/icons/file-search.svg?raw';
import fileUser from 'lucide-static/icons/file-user.svg?raw';
import fileX from 'lucide-static/icons/file-x.svg?raw';
import hourglass from 'lucide-static/icons/hourglass.svg?raw';
import keyRound from 'lucide-static/icons/key-round.svg?raw';
import minus from 'lucide-static/icons/minus.svg?raw';
import octagonX from 'lucide-static/icons/octagon-x.svg?raw';
import replace from 'lucide-static/icons/replace.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';
import { inlineIcon } from '../../../src/platform/web/icon.rules.js';

/** Those of a file's result, which test/certificates/checking/files/held-file.spec.ts counts. */
const files: Readonly<Record<string, string>> = {
  'arrow-right': arrowRight,
  'badge-check': badgeCheck,
  check,
  'circle-pause': circlePause,
  'circle-question-mark': circleQuestionMark,
  'equal-not': equalNot,
  eraser,
  'eye-off': eyeOff,
  'file-diff': fileDiff,
  'file-pen-line': filePenLine,
  'file-question-mark': fileQuestionMark,
  'file-search': fileSearch,
  'file-user': fileUser,
  'file-x': fileX,
  hourglass,
  'key-round': keyRound,
  minus,
  'octagon-x': octagonX,
  replace,
  x,
};

/** The helper of the views, for those that the browser draws. Handlebars prints what has `toHTML` as it is. */
export function icon(name: string): { toHTML: () => string } {
  const source = files[name];
  if (source === undefined) throw new Error(`The icon ${name} is not among those of a file’s result.`);
  return { toHTML: () => inlineIcon(source) };
}
