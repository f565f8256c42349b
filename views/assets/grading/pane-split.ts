const storageKey = 'capstone-desk-split';
const [least, most, usual] = [30, 70, 52] as const;

/**
 * The line between handbook and rubric: dragged, or moved by arrow keys (ARIA's window splitter), it gives one side more
 * room, on this device and for every desk. The share of the handbook is `--desk-left`, in percent.
 */
export class PaneSplit {
  constructor(
    private readonly line: HTMLElement,
    private readonly panes: HTMLElement,
  ) {
    this.set(Number(localStorage.getItem(storageKey) ?? usual));
    line.hidden = false;
    line.addEventListener('keydown', this.key);
    line.addEventListener('pointerdown', this.grab);
    line.addEventListener('dblclick', this.reset);
  }

  private readonly key = (event: KeyboardEvent): void => {
    const now = Number(this.line.getAttribute('aria-valuenow'));
    const wanted = { ArrowLeft: now - 2, ArrowRight: now + 2, Home: least, End: most, Enter: usual }[
      event.key
    ];
    if (wanted === undefined) return;
    event.preventDefault();
    this.keep(wanted);
  };

  private readonly grab = (event: PointerEvent): void => {
    this.line.setPointerCapture(event.pointerId);
    const { left, width } = this.panes.getBoundingClientRect();
    const move = ({ clientX }: PointerEvent) => {
      this.set((100 * (clientX - left)) / width);
    };
    const drop = () => {
      this.line.removeEventListener('pointermove', move);
      this.keep(Number(this.line.getAttribute('aria-valuenow')));
    };
    this.line.addEventListener('pointermove', move);
    this.line.addEventListener('lostpointercapture', drop, { once: true });
  };

  private readonly reset = (): void => {
    this.keep(usual);
  };

  private keep(share: number): void {
    this.set(share);
    localStorage.setItem(storageKey, this.line.getAttribute('aria-valuenow') ?? '');
  }

  private set(share: number): void {
    const percent = Math.round(Math.min(most, Math.max(least, Number.isFinite(share) ? share : usual)));
    this.line.setAttribute('aria-valuenow', String(percent));
    this.panes.style.setProperty('--desk-left', String(percent));
  }
}
