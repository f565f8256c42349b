import { Controller } from '@hotwired/stimulus';
import { nameMatches } from '../../../src/grading/gradebook/name-search.rules.js';

/** Shows the rows whose name fits while it is typed. Without scripts, and for all else, the form asks the server. */
export default class GradebookController extends Controller<HTMLElement> {
  static override readonly targets = ['search', 'row', 'count'];
  declare readonly searchTarget: HTMLInputElement;
  declare readonly rowTargets: HTMLTableRowElement[];
  declare readonly countTarget: HTMLElement;

  private whole = '';
  private names: { row: HTMLTableRowElement; name: string }[] = [];

  override connect(): void {
    this.whole = this.countTarget.textContent;
    this.names = this.rowTargets.map((row) => ({ row, name: row.querySelector('a')?.textContent ?? '' }));
  }

  override disconnect(): void {
    for (const { row } of this.names) row.hidden = false;
  }

  filter(): void {
    const typed = this.searchTarget.value;
    let shown = 0;
    for (const { row, name } of this.names) {
      const fits = nameMatches(name, typed);
      if (row.hidden === fits) row.hidden = !fits;
      if (fits) shown += 1;
    }
    this.countTarget.textContent =
      shown === this.names.length ? this.whole : `${shown} of ${this.names.length} rows shown`;
  }
}
