import { Controller } from '@hotwired/stimulus';

/**
 * Chooses the browser's time zone in the list inside, as long as nothing is chosen there.
 *
 *   <div data-controller="time-zone"><select>…</select></div>
 *
 * Browsers and servers may call one zone by two names (Asia/Kolkata, Asia/Calcutta), so a name that the list lacks is
 * added to it.
 */
export default class TimeZoneController extends Controller<HTMLElement> {
  override connect(): void {
    const list = this.element.querySelector('select');
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (list?.value !== '' || !zone.includes('/')) return;
    const known = [...list.options].some(({ value }) => value === zone);
    if (!known) list.add(new Option(zone.replaceAll('_', ' '), zone));
    list.value = zone;
  }
}
