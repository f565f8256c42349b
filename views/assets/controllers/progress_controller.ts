import { Controller } from '@hotwired/stimulus';

/**
 * Asks the server again how far something has come, as long as it says how long to wait (in milliseconds) and the tab is
 * seen. When it is over, screen readers are told; not at every step, which nobody could listen to.
 *
 *   <turbo-frame id="issuing" data-controller="progress">
 *     <div data-progress-target="state" data-wait="2000" data-said="3 of 10 issued.">…</div>
 *   </turbo-frame>
 *
 * The frame stays, what is in it is replaced. A try that fails is followed by the next.
 */
export default class ProgressController extends Controller<Frame> {
  static override targets = ['state'];
  private timer = 0;

  override disconnect(): void {
    clearInterval(this.timer);
    this.timer = 0;
  }

  stateTargetConnected(state: HTMLElement): void {
    const wait = Number(state.dataset['wait'] ?? 0);
    const wasWorking = this.timer !== 0;
    clearInterval(this.timer);
    this.timer = wait > 0 ? window.setInterval(this.ask, wait) : 0;
    if (wasWorking && wait === 0) say(state.dataset['said'] ?? '');
  }

  private readonly ask = (): void => {
    const frame = this.element;
    if (document.visibilityState !== 'visible' || frame.hasAttribute('busy')) return;
    if (frame.src === null) frame.src = window.location.href;
    else void frame.reload();
  };
}

type Frame = HTMLElement & { src: string | null; reload(): Promise<void> };

function say(text: string): void {
  const region = document.getElementById('announcement');
  if (region) region.textContent = text;
}
