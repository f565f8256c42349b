import { CriterionFields } from './criterion.js';

/** The rubric at the width of the window, its levels side by side; choosing one there chooses it on the desk. */
export class WholeRubric {
  /** @param chosen told of the criterion whose level was chosen here */
  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly criteria: readonly HTMLFieldSetElement[],
    private readonly chosen: (criterion: HTMLFieldSetElement) => void,
  ) {
    dialog.addEventListener('click', (event) => {
      const level = event.target instanceof Element ? event.target.closest('[data-figure]') : null;
      if (level instanceof HTMLElement) this.choose(level);
    });
  }

  /** @param id of the criterion that one is in */
  open(id: string): void {
    this.showLevels();
    this.dialog.showModal();
    const levels = this.levels.filter((level) => level.dataset['criterion'] === id);
    (levels.find((level) => level.getAttribute('aria-pressed') === 'true') ?? levels[0])?.focus();
  }

  private choose(level: HTMLElement): void {
    const criterion = this.criterionOf(level);
    if (!criterion) return;
    new CriterionFields(criterion).choose(Number(level.dataset['figure']), false);
    this.chosen(criterion);
    this.showLevels();
  }

  private showLevels(): void {
    for (const level of this.levels) {
      const criterion = this.criterionOf(level);
      const chosen = criterion && new CriterionFields(criterion).figure === Number(level.dataset['figure']);
      level.setAttribute('aria-pressed', String(chosen === true));
    }
  }

  private criterionOf(level: HTMLElement): HTMLFieldSetElement | undefined {
    return this.criteria.find((one) => one.dataset['id'] === level.dataset['criterion']);
  }

  private get levels(): HTMLElement[] {
    return [...this.dialog.querySelectorAll<HTMLElement>('[data-figure]')];
  }
}
