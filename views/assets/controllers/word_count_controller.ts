import { Controller } from '@hotwired/stimulus';
import { countWords } from '../../../src/courses/enrolments/applications/application.rules.js';

/**
 * Counts the words of a text as it is typed. Without scripts the line only says how many there may be.
 *
 *   <div data-controller="word-count" data-word-count-most-value="150"> … <textarea> …
 *     <p data-word-count-target="words">At most 150 words</p></div>
 */
export default class WordCountController extends Controller<HTMLElement> {
  static override targets = ['words'];
  static override values = { most: Number };

  declare readonly wordsTarget: HTMLElement;
  declare readonly mostValue: number;

  override connect(): void {
    this.element.addEventListener('input', this.count);
    this.count();
  }

  override disconnect(): void {
    this.element.removeEventListener('input', this.count);
  }

  private readonly count = (): void => {
    const words = countWords(this.element.querySelector('textarea')?.value ?? '');
    const over = words - this.mostValue;
    this.wordsTarget.textContent =
      over > 0 ? `${words} words, ${over} too many` : `${words} of ${this.mostValue} words`;
  };
}
