import { isTimeZone } from './user.forms.js';

export interface ZoneOption {
  value: string;
  label: string;
}

/**
 * Every time zone for a list to choose from, by its place: whoever types "tor" while the list has the focus is at
 * "Toronto (America)", in any browser and without a script.
 *
 * @param chosen stands in the list, too, when it is an older or newer name of a zone
 */
export function zoneOptions(chosen: string): ZoneOption[] {
  known ??= ['UTC', ...Intl.supportedValuesOf('timeZone')].map(option).sort(byLabel);
  if (!isTimeZone(chosen) || known.some(({ value }) => value === chosen)) return known;
  return [...known, option(chosen)].sort(byLabel);
}

let known: ZoneOption[] | undefined;

/** "Buenos Aires (America, Argentina)" for `America/Argentina/Buenos_Aires`. */
export function zoneWords(zone: string): string {
  const parts = zone.replaceAll('_', ' ').split('/');
  const place = parts.at(-1) ?? zone;
  return parts.length === 1 ? place : `${place} (${parts.slice(0, -1).join(', ')})`;
}

const option = (zone: string): ZoneOption => ({ value: zone, label: zoneWords(zone) });
const byLabel = (a: ZoneOption, b: ZoneOption) => a.label.localeCompare(b.label, 'en');
