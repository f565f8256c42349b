import { Controller } from '@hotwired/stimulus';
import { slugOf } from '../../../src/courses/versions/slug.rules.js';

const DAY = 24 * 60 * 60 * 1000;

/**
 * A new cohort's form fills itself where nobody has written: the address from the name, the deadline and the cut-off
 * from the first day. Without it the server does the same with what was left empty.
 */
export default class ProposalsController extends Controller<HTMLFormElement> {
  private readonly proposed = new Map<string, string>();

  override connect(): void {
    this.element.addEventListener('change', this.propose);
  }

  override disconnect(): void {
    this.element.removeEventListener('change', this.propose);
  }

  private readonly propose = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === 'name') this.fill('slug', slugOf(target.value));
    if (target.name === 'startsOn' && target.valueAsNumber > 0) {
      this.fill('due', localAt(target.valueAsNumber + 20 * DAY));
      this.fill('cutOff', localAt(target.valueAsNumber + 22 * DAY));
    }
  };

  /** Writes over what is empty or was proposed before, never over what somebody has typed. */
  private fill(name: string, value: string): void {
    const field = this.element.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement)) return;
    if (field.value !== '' && field.value !== this.proposed.get(name)) return;
    field.value = value;
    this.proposed.set(name, value);
  }
}

/** 18:00 on the day that begins at `midnight`, milliseconds in UTC, as a date field counts them. */
const localAt = (midnight: number) => `${new Date(midnight).toISOString().slice(0, 10)}T18:00`;
