import { Controller } from '@hotwired/stimulus';

/**
 * Chooses the browser's time zone in the list inside, as long as nothing is chosen there.
 *
 *   <div data-controller="time-zone"><select>…</select></div>
 *
 * Browsers and servers may call one zone by two names (Asia/Kolkata, Asia/Calcutta); a name that the list does not know
 * at all is added to it.
 */
export default class TimeZoneController extends Controller<HTMLElement> {
  override connect(): void {
    const list = this.element.querySelector('select');
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (list?.value !== '' || !zone.includes('/')) return;
    const options = [...list.options];
    const same =
      options.find(({ value }) => value === zone) ?? options.find(({ value }) => sameZone(value, zone));
    if (same) list.value = same.value;
    else list.add(new Option(zone.replaceAll('_', ' '), zone, true, true));
  }
}

/** Whether this browser takes both names for one zone. */
function sameZone(name: string, zone: string): boolean {
  const resolved = (timeZone: string) => Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  try {
    return name !== '' && resolved(name) === resolved(zone);
  } catch {
    return false;
  }
}
