import arrowDown from 'lucide-static/icons/arrow-down.svg?raw';
import arrowUp from 'lucide-static/icons/arrow-up.svg?raw';
import bold from 'lucide-static/icons/bold.svg?raw';
import cloudAlert from 'lucide-static/icons/cloud-alert.svg?raw';
import cloudCheck from 'lucide-static/icons/cloud-check.svg?raw';
import cloudOff from 'lucide-static/icons/cloud-off.svg?raw';
import cloudUpload from 'lucide-static/icons/cloud-upload.svg?raw';
import heading3 from 'lucide-static/icons/heading-1.svg?raw';
import heading4 from 'lucide-static/icons/heading-2.svg?raw';
import italic from 'lucide-static/icons/italic.svg?raw';
import link from 'lucide-static/icons/link.svg?raw';
import list from 'lucide-static/icons/list.svg?raw';
import listOrdered from 'lucide-static/icons/list-ordered.svg?raw';
import lock from 'lucide-static/icons/lock.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import quote from 'lucide-static/icons/quote.svg?raw';
import redo from 'lucide-static/icons/redo-2.svg?raw';
import remove from 'lucide-static/icons/x.svg?raw';
import undo from 'lucide-static/icons/undo-2.svg?raw';

const sources = {
  arrowDown,
  arrowUp,
  bold,
  cloudAlert,
  cloudCheck,
  cloudOff,
  cloudUpload,
  heading3,
  heading4,
  italic,
  link,
  list,
  listOrdered,
  lock,
  plus,
  quote,
  redo,
  remove,
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
