export type PaneName = 'handbook' | 'rubric';

/** Handbook and rubric stand side by side from here on (desk.css). */
export const isWide = () => window.matchMedia('(min-width: 60rem)').matches;

/** On a narrow screen one side of the desk is shown at a time; each keeps how far it was scrolled. */
export class NarrowPanes {
  private readonly scrolled: Record<PaneName, number> = { handbook: 0, rubric: 0 };

  /** @param buttons those that switch, each with `data-desk-shows-param` */
  constructor(
    private readonly panes: HTMLElement,
    private readonly buttons: HTMLElement,
  ) {
    this.mark('handbook');
  }

  show(name: PaneName): void {
    const before: PaneName = this.panes.dataset['shows'] === 'rubric' ? 'rubric' : 'handbook';
    if (before === name) return;
    const narrow = !isWide();
    if (narrow) this.scrolled[before] = window.scrollY;
    this.mark(name);
    if (narrow) window.scrollTo({ top: this.scrolled[name], behavior: 'instant' });
  }

  private mark(name: PaneName): void {
    this.panes.dataset['shows'] = name;
    for (const button of this.buttons.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.dataset['deskShowsParam'] === name));
    }
  }
}
