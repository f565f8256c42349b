import { Controller } from '@hotwired/stimulus';
import type Sortable from 'sortablejs';
import { csrfToken } from '../csrf.js';

/**
 * The order of a draft's lessons: dragged by their handles, or moved by the buttons beside them, which do the same by
 * a form where no script runs. Each move is stored at once and told to screen readers; one that was not stored goes
 * back and says so. Its markup is views/versions/draft.hbs.
 */
export default class LessonOrderController extends Controller<HTMLElement> {
  static override targets = ['week', 'lesson'];
  declare readonly weekTargets: HTMLOListElement[];
  declare readonly lessonTargets: HTMLLIElement[];
  private lists: Sortable[] = [];
  /** One move after the other, as the second may rest on the first. */
  private before: Promise<void> = Promise.resolve();

  override connect(): void {
    void this.loadDragging();
  }

  override disconnect(): void {
    for (const list of this.lists) list.destroy();
    this.lists = [];
    delete this.element.dataset['ready'];
  }

  /** A button "up" or "down". */
  step(event: Event): void {
    const button = event.currentTarget;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const lesson = button.closest('li');
    if (!lesson || button.getAttribute('aria-disabled') === 'true') return;
    this.inTurn(async () => {
      const place = await this.send(lesson, { direction: button.value });
      if (!place) return;
      const list = this.weekTargets[place.week - 1];
      const others = [...(list?.children ?? [])].filter((child) => child !== lesson);
      list?.insertBefore(lesson, others[place.at - 1] ?? null);
      button.focus();
      this.tell(place.words);
    });
  }

  private async loadDragging(): Promise<void> {
    const { default: Dragging } = await import('sortablejs');
    if (!this.element.isConnected) return;
    this.element.dataset['ready'] = '';
    const animation = window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150;
    this.lists = this.weekTargets.map((list) =>
      Dragging.create(list, {
        group: 'lessons',
        handle: '[data-handle]',
        animation,
        // Its own dragging behaves alike under mouse, pen and finger; the browser's knows only the mouse.
        forceFallback: true,
        ghostClass: 'draft-lesson-moving',
        onEnd: (event) => {
          this.dropped(event);
        },
      }),
    );
  }

  private dropped({ item, from, to, oldIndex = 0, newIndex = 0 }: Sortable.SortableEvent): void {
    if (from === to && oldIndex === newIndex) return;
    this.inTurn(async () => {
      const place = await this.send(item, { week: to.dataset['week'] ?? '', place: String(newIndex + 1) });
      if (place) {
        this.tell(place.words);
      } else {
        const others = [...from.children].filter((child) => child !== item);
        from.insertBefore(item, others[oldIndex] ?? null);
      }
    });
  }

  private inTurn(act: () => Promise<void>): void {
    this.before = this.before.then(act).then(() => {
      this.markEnds();
    });
  }

  private async send(lesson: HTMLElement, body: Record<string, string>): Promise<Place | null> {
    try {
      const answer = await fetch(lesson.dataset['actionUrl'] ?? '', {
        method: 'POST',
        headers: { accept: 'application/json', 'x-csrf-token': csrfToken() },
        body: new URLSearchParams(body),
      });
      if (answer.ok) return (await answer.json()) as Place;
      const { error } = (await answer.json()) as { error?: { message?: string } };
      this.tell(error?.message ?? 'The server could not store this order.', true);
    } catch {
      this.tell('The server can’t be reached. The lesson stands where it stood.', true);
    }
    return null;
  }

  /** The first lesson of the course goes no further up, the last no further down. */
  private markEnds(): void {
    const lessons = this.weekTargets.flatMap((list) => [...list.querySelectorAll('li')]);
    lessons.forEach((lesson, at) => {
      const [up, down] = lesson.querySelectorAll('button');
      up?.setAttribute('aria-disabled', String(at === 0));
      down?.setAttribute('aria-disabled', String(at === lessons.length - 1));
    });
  }

  private tell(words: string, failed = false): void {
    const region = document.getElementById('announcement');
    if (region) region.textContent = words;
    this.element.querySelector('[data-order-notice]')?.remove();
    if (!failed) return;
    const template = document.querySelector<HTMLTemplateElement>('#form-failure');
    const notice = template?.content.firstElementChild?.cloneNode(true);
    if (!(notice instanceof HTMLElement)) return;
    notice.dataset['orderNotice'] = '';
    const sentence = notice.querySelector('p');
    if (sentence) sentence.textContent = words;
    this.element.prepend(notice);
    notice.scrollIntoView({ block: 'nearest' });
  }
}

/** Where the server says that the lesson stands now. */
interface Place {
  week: number;
  at: number;
  words: string;
}
