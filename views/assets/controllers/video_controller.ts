import { Controller } from '@hotwired/stimulus';
import { videoAt } from '../../../src/courses/versions/video.rules.js';

/**
 * Puts a video's player in the place of the link to it, when somebody presses the link; before, nothing is asked of
 * its host. A click that opens a tab stays one, and so does the link of a page without scripts.
 *
 *   <figure class="video" data-controller="video"><a href="https://…" data-action="video#play">…</a></figure>
 */
export default class VideoController extends Controller<HTMLElement> {
  private link: HTMLAnchorElement | null = null;
  private player: HTMLElement | null = null;

  play(event: MouseEvent): void {
    const link = event.currentTarget;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const video = videoAt(link.href);
    if (!video) return;
    event.preventDefault();
    const title = link.textContent;
    this.link = link;
    this.player =
      video.player.kind === 'frame' ? frame(video.player.src, title) : film(video.player.src, title);
    link.replaceWith(this.player);
    this.player.focus();
  }

  /** The page that Turbo keeps for the Back button has the link again. */
  override disconnect(): void {
    if (this.link) this.player?.replaceWith(this.link);
  }
}

function frame(src: string, title: string): HTMLElement {
  const element = document.createElement('iframe');
  element.title = title;
  element.allow = 'autoplay; encrypted-media; fullscreen; picture-in-picture';
  element.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-presentation allow-popups');
  // The players refuse to play for a page that says nothing of itself; they learn the address of the house, no more.
  element.referrerPolicy = 'strict-origin-when-cross-origin';
  element.src = src;
  return element;
}

function film(src: string, title: string): HTMLElement {
  const element = document.createElement('video');
  element.controls = true;
  element.autoplay = true;
  element.setAttribute('aria-label', title);
  element.src = src;
  return element;
}
