import { make } from '../handbook/elements.js';
import { type MarkAccess } from '../../../src/grading/marking/mark-save-state.rules.js';

export interface DeskSituation {
  access: MarkAccess;
  /** Whose page this is, and who is signed in in their place. */
  marker: string;
  otherPerson: string | null;
  /** What was made and is not on the server: none of it, all of it kept on this device, or not all of it. */
  unsent: 'none' | 'kept' | 'unkept';
  /** What happened to this desk elsewhere, in a sentence, with where to go; null when nothing did. */
  news: { sentence: string; href: string; label: string } | null;
}

interface Acts {
  signIn: () => void;
  /** Lets the other person's session end first. */
  signInInstead: () => void;
}

/**
 * What the desk has to tell beside the save line. What needs an act is an alert at the foot of the window. Its sentence
 * may change while somebody presses one of its buttons; they are built anew only when they are other ones.
 */
export class DeskNotice {
  private readonly alert = make('div', { class: 'desk-notice', role: 'alert' });
  private readonly sentence = make('p');
  private shown = '';

  constructor(
    private readonly page: HTMLElement,
    private readonly acts: Acts,
  ) {
    page.append(this.alert);
  }

  show(situation: DeskSituation): void {
    const { access, news } = situation;
    // Marks are not for the eyes of whoever signed in after their marker
    this.page.toggleAttribute('data-covered', access === 'other-person');
    const words = sentenceOf(situation);
    if (this.sentence.textContent !== words) this.sentence.textContent = words;
    const kind = words === '' ? '' : `${access} ${news?.href ?? ''}`;
    if (kind === this.shown) return;
    this.shown = kind;
    const acts = make('div', { class: 'actions' }, ...this.actsOf(situation));
    this.alert.replaceChildren(...(kind === '' ? [] : [this.sentence, acts]));
  }

  destroy(): void {
    this.page.removeAttribute('data-covered');
    this.alert.remove();
  }

  private actsOf({ access, marker, news }: DeskSituation): HTMLElement[] {
    if (access === 'signed-out') {
      return [
        button('Sign in again', this.acts.signIn),
        make('a', { href: '/sign-in', target: '_blank', rel: 'noopener' }, 'Sign in in a new tab'),
      ];
    }
    if (access === 'other-person') {
      return [
        button(`Sign in as ${marker}`, this.acts.signInInstead),
        make('a', { href: '/' }, 'Leave this page'),
      ];
    }
    return news === null ? [] : [make('a', { href: news.href, 'data-turbo': 'false' }, news.label)];
  }
}

/** Empty when there is nothing to tell. */
function sentenceOf({ access, marker, otherPerson, unsent, news }: DeskSituation): string {
  if (access === 'signed-out') {
    return `You have been signed out. ${whereItIs(unsent)} You can go on marking; it is sent once you are signed in again.`;
  }
  if (access === 'other-person') {
    const safe = {
      none: 'Every mark is saved.',
      kept: `Marks that were not sent yet are kept on this device and are sent when ${marker} signs in here again.`,
      unkept: `Marks of ${marker} are only in this tab: keep it open until ${marker} signs in again.`,
    }[unsent];
    return `This desk was opened by ${marker}, and ${otherPerson ?? 'somebody else'} is signed in now. It is covered, and nothing of it is sent. ${safe}`;
  }
  return news === null ? '' : `${news.sentence} ${whereItIs(unsent)}`;
}

function whereItIs(unsent: DeskSituation['unsent']): string {
  if (unsent === 'none') return 'Your marks are saved.';
  return unsent === 'kept'
    ? 'Your marks are kept on this device.'
    : 'Marks of yours are only in this tab: keep it open.';
}

function button(label: string, act: () => void): HTMLElement {
  const made = make('button', { type: 'button', class: 'button' }, label);
  made.addEventListener('click', act);
  return made;
}
