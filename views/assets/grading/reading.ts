import { isWide } from './narrow-panes.js';

/** To the section of a handbook that begins after, or before, what is at the top of its pane. */
export function stepSection(handbook: HTMLElement, by: 1 | -1): void {
  const sections = [...handbook.querySelectorAll<HTMLElement>('.desk-section')];
  const top = isWide() ? handbook.getBoundingClientRect().top : 0;
  const tops = sections.map((section) => section.getBoundingClientRect().top - top);
  const wanted =
    by === 1 ? sections[tops.findIndex((one) => one > 16)] : sections[tops.findLastIndex((one) => one < -16)];
  if (!wanted) return;
  wanted.focus({ preventScroll: true });
  wanted.scrollIntoView({ block: 'start' });
}
