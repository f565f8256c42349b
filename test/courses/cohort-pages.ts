/** What stands as an error beside a field of a page. */
export function beside(html: string, field: string): string {
  return new RegExp(`id="${field}-error">[^]*?</p>`).exec(html)?.[0] ?? '';
}

/** What the form of a preview would send when it is confirmed. */
export function hiddenIn(html: string): Record<string, string> {
  const form = /<form method="post" action="\/cohorts\/[^]*?<\/form>/.exec(html)?.[0] ?? '';
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(
    fields.map(([, name = '', value = '']) => [
      name,
      value.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'),
    ]),
  );
}
