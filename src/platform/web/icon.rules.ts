/** Lucide's file reduced to its shapes; size and stroke come from the class `icon`. */
export function inlineIcon(source: string): string {
  const shapes = source.slice(source.indexOf('>', source.indexOf('<svg')) + 1, source.lastIndexOf('</svg>'));
  const compact = shapes.replace(/\s*\n\s*/g, '');
  return `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${compact}</svg>`;
}
