/** True for a field whose text fills one line of the page: arrows up and down have nowhere to go in it. */
export function hasOneLine(field: HTMLTextAreaElement): boolean {
  const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(field);
  const text = field.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
  return !field.value.includes('\n') && text < 1.6 * parseFloat(lineHeight);
}
