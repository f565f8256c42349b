import { Controller } from '@hotwired/stimulus';

/**
 * Says below a field for a time on the cohort's clock what the reader's own clock shows then. What is the matter with a
 * time that clocks leave out or show twice is said by the server, once the form is sent.
 */
export default class WallClockController extends Controller<HTMLElement> {
  static override targets = ['here'];
  static override values = { zone: String, place: String, reader: String };

  declare readonly hereTarget: HTMLElement;
  /** The cohort's and the reader's, IANA. */
  declare readonly zoneValue: string;
  declare readonly readerValue: string;
  /** What the cohort's clock is called: `in Toronto`. */
  declare readonly placeValue: string;

  override connect(): void {
    this.element.addEventListener('input', this.tell);
    this.tell();
  }

  override disconnect(): void {
    this.element.removeEventListener('input', this.tell);
  }

  private readonly tell = (): void => {
    const typed = this.element.querySelector<HTMLInputElement>('input[type="datetime-local"]')?.value ?? '';
    if (typed === '') this.hereTarget.textContent = '';
    else void this.words(typed.slice(0, 16)).then((words) => (this.hereTarget.textContent = words));
  };

  private async words(local: string): Promise<string> {
    const { meaningOf } = await import('../grading/wall-clock.js');
    return meaningOf(local, {
      readerZone: this.readerValue,
      cohortZone: this.zoneValue,
      cohortPlace: this.placeValue,
    });
  }
}
