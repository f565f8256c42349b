import { Controller } from '@hotwired/stimulus';

/** Browsers slow timers down and stop them while a machine sleeps, so a long wait is cut into pieces. */
const LONGEST = 30 * 60_000;
const GRACE = 500;

/**
 * Asks the server again when a session opens or ends; the server alone decides what stands there then. The element
 * lies in a <turbo-frame>, which shows the answer and brings the next wait with it.
 *
 *   <turbo-frame id="session-door"><div data-controller="session-door" data-session-door-wait-value="600000">…</div></turbo-frame>
 *
 * `wait` is in milliseconds and counts from the answer, so the device's own clock may be wrong.
 */
export default class SessionDoorController extends Controller<HTMLElement> {
  static override values = { wait: Number };
  declare readonly waitValue: number;
  private timer = 0;
  private opensAt = 0;
  private readonly wake = () => {
    if (document.visibilityState === 'visible') this.plan();
  };

  override connect(): void {
    this.opensAt = performance.now() + this.waitValue + GRACE;
    document.addEventListener('visibilitychange', this.wake);
    this.plan();
  }

  override disconnect(): void {
    document.removeEventListener('visibilitychange', this.wake);
    clearTimeout(this.timer);
  }

  private plan(): void {
    clearTimeout(this.timer);
    const left = this.opensAt - performance.now();
    this.timer = window.setTimeout(
      () => {
        if (performance.now() < this.opensAt) this.plan();
        else this.ask();
      },
      Math.max(0, Math.min(left, LONGEST)),
    );
  }

  private ask(): void {
    const frame = this.element.closest<HTMLElement & { src: string | null; reload(): Promise<void> }>(
      'turbo-frame',
    );
    if (!frame) return;
    if (frame.src === null) frame.src = window.location.href;
    else void frame.reload();
  }
}
