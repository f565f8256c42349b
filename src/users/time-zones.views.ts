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
  known ??= ['UTC', ...Intl.supportedValuesOf('timeZone')]
    .map((zone) => option(nowCalled[zone] ?? zone))
    .sort(byLabel);
  if (!isTimeZone(chosen) || known.some(({ value }) => value === chosen)) return known;
  return [...known, option(chosen)].sort(byLabel);
}

let known: ZoneOption[] | undefined;

/** ICU lists some zones under the names of before, by which nobody looks for their city today. */
const nowCalled: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** "Buenos Aires (America, Argentina)" for `America/Argentina/Buenos_Aires`. */
export function zoneWords(zone: string): string {
  const parts = zone.replaceAll('_', ' ').split('/');
  const place = parts.at(-1) ?? zone;
  return parts.length === 1 ? place : `${place} (${parts.slice(0, -1).join(', ')})`;
}

const option = (zone: string): ZoneOption => ({ value: zone, label: zoneWords(zone) });
const byLabel = (a: ZoneOption, b: ZoneOption) => a.label.localeCompare(b.label, 'en');
