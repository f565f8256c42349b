import { type Access } from '../../../src/assignments/live/save-state.rules.js';
import { make } from './elements.js';

export interface Situation {
  access: Access;
  /** Whose handbook this is. */
  author: string;
  /** Who is signed in in their place; null when nobody else is. */
  otherPerson: string | null;
  connected: boolean;
  /** The page came from this browser's cache. */
  keptPage: boolean;
  /** What was written and is not on the server: none of it, all of it kept on this device, or not all of it. */
  unsaved: 'none' | 'kept' | 'unkept';
  /** The server has come in a new version since the page was loaded. */
  newVersion: boolean;
  /** Why the server does not take what the page sends, in a sentence; null when it does. */
  refusal: string | null;
}

interface Acts {
  signIn: () => void;
  /** Lets the other person's session end first. */
  signInInstead: () => void;
  reload: () => void;
}

interface Notice {
  sentence: string;
  acts: HTMLElement[];
}

/**
 * What the page has to tell beside the save line. What needs an act is an alert at the foot of the window, wherever one
 * writes; what only helps is spoken when there is time. Each is spoken once: it is built anew only when it changes.
 */
export class ConnectionNotice {
  private readonly alert = make('div', { class: 'handbook-notice handbook-notice-alert', role: 'alert' });
  private readonly quiet = make('div', { class: 'handbook-notice', role: 'status' });
  private shown = '';

  constructor(
    private readonly element: HTMLElement,
    private readonly acts: Acts,
  ) {
    element.prepend(this.quiet);
    element.append(this.alert);
  }

  show(situation: Situation): void {
    const key = JSON.stringify(situation);
    if (key === this.shown) return;
    this.shown = key;
    // Nothing of the author's is for the eyes of whoever signed in after them
    this.element.toggleAttribute('data-covered', situation.access === 'other-person');
    replace(this.alert, this.urgent(situation));
    replace(this.quiet, this.helpful(situation));
  }

  destroy(): void {
    this.element.removeAttribute('data-covered');
    this.alert.remove();
    this.quiet.remove();
  }

  private urgent({ access, author, otherPerson, unsaved, refusal }: Situation): Notice | null {
    if (access === 'signed-out') {
      return {
        sentence: `You have been signed out. ${whereItIs(unsaved)} You can go on writing; it is sent once you are signed in again.`,
        acts: [
          button('Sign in again', this.acts.signIn),
          make('a', { href: '/sign-in', target: '_blank', rel: 'noopener' }, 'Sign in in a new tab'),
        ],
      };
    }
    if (access === 'other-person') {
      const safe = {
        none: 'Everything that was written is saved.',
        kept: `What was not sent yet is kept on this device and is sent when ${author} signs in here again.`,
        unkept: `Something that ${author} wrote is only in this tab: keep it open until ${author} signs in again.`,
      }[unsaved];
      return {
        sentence: `This is the handbook of ${author}, and ${otherPerson ?? 'somebody else'} is signed in now. It is covered, and nothing of it is sent. ${safe}`,
        acts: [
          button(`Sign in as ${author}`, this.acts.signInInstead),
          make('a', { href: '/' }, 'Leave this page'),
        ],
      };
    }
    if (access === 'gone') {
      const sentence =
        'You can no longer open this handbook. What is on this page stays until you close it; copy what you need.';
      return { sentence, acts: [] };
    }
    if (access === 'too-large')
      return { sentence: 'This handbook is too large to take more. Remove something, then go on.', acts: [] };
    return refusal === null ? null : { sentence: `${refusal} ${whereItIs(unsaved)}`, acts: [] };
  }

  private helpful({ access, connected, keptPage, unsaved, newVersion }: Situation): Notice | null {
    if (access !== 'writing') return null;
    if (!connected && keptPage) {
      const sentence =
        'You are offline. The handbook comes from this device, and you can go on writing: what you write is kept here and sent once you are connected again.';
      return { sentence, acts: [] };
    }
    if (newVersion && unsaved === 'none' && connected) {
      return {
        sentence: 'There is a new version of this page. Everything you wrote is saved.',
        acts: [button('Reload', this.acts.reload)],
      };
    }
    return null;
  }
}

function whereItIs(unsaved: Situation['unsaved']): string {
  if (unsaved === 'none') return 'Everything you wrote is saved.';
  return unsaved === 'kept'
    ? 'What you wrote is kept on this device.'
    : 'What you wrote is only in this tab: keep it open.';
}

function button(label: string, act: () => void): HTMLElement {
  const made = make('button', { type: 'button', class: 'button' }, label);
  made.addEventListener('click', act);
  return made;
}

function replace(region: HTMLElement, notice: Notice | null): void {
  if (notice === null) region.replaceChildren();
  else if (notice.acts.length === 0) region.replaceChildren(make('p', {}, notice.sentence));
  else
    region.replaceChildren(make('p', {}, notice.sentence), make('div', { class: 'actions' }, ...notice.acts));
}
