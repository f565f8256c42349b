import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import bold from 'lucide-static/icons/bold.svg?raw';
import calendar from 'lucide-static/icons/calendar.svg?raw';
import cloudAlert from 'lucide-static/icons/cloud-alert.svg?raw';
import cloudCheck from 'lucide-static/icons/cloud-check.svg?raw';
import cloudOff from 'lucide-static/icons/cloud-off.svg?raw';
import cloudUpload from 'lucide-static/icons/cloud-upload.svg?raw';
import copyLine from 'lucide-static/icons/copy-plus.svg?raw';
import copyTable from 'lucide-static/icons/copy.svg?raw';
import footnote from 'lucide-static/icons/superscript.svg?raw';
import fullScreen from 'lucide-static/icons/maximize-2.svg?raw';
import grip from 'lucide-static/icons/grip-vertical.svg?raw';
import heading3 from 'lucide-static/icons/heading-1.svg?raw';
import heading4 from 'lucide-static/icons/heading-2.svg?raw';
import help from 'lucide-static/icons/circle-question-mark.svg?raw';
import italic from 'lucide-static/icons/italic.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import list from 'lucide-static/icons/list.svg?raw';
import listOrdered from 'lucide-static/icons/list-ordered.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import openAddress from 'lucide-static/icons/external-link.svg?raw';
import picture from 'lucide-static/icons/image.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import quote from 'lucide-static/icons/quote.svg?raw';
import redo from 'lucide-static/icons/redo-2.svg?raw';
import remove from 'lucide-static/icons/x.svg?raw';
import search from 'lucide-static/icons/search.svg?raw';
import shrink from 'lucide-static/icons/minimize-2.svg?raw';
import table from 'lucide-static/icons/table.svg?raw';
import trash from 'lucide-static/icons/trash-2.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';

const sources = {
  arrowDown,
  arrowUp,
  bold,
  calendar,
  cloudAlert,
  cloudCheck,
  cloudOff,
  cloudUpload,
  copyLine,
  copyTable,
  footnote,
  fullScreen,
  grip,
  heading3,
  heading4,
  help,
  italic,
  link,
  list,
  listOrdered,
  lock,
  openAddress,
  picture,
  plus,
  quote,
  redo,
  remove,
  search,
  shrink,
  table,
  trash,
  undo,
};

export type IconName = keyof typeof sources;

/** A Lucide icon that screen readers skip; a word or a label always stands beside it. */
export function icon(name: IconName): SVGElement {
  const parsed = new DOMParser().parseFromString(sources[name], 'image/svg+xml').documentElement;
  const svg = document.importNode(parsed, true) as unknown as SVGElement;
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  return svg;
}
