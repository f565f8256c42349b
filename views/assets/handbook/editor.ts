import {
  isSectionKindName,
  type SectionKindName,
} from '../../../src/assignments/sections/section-kinds.rules.js';
import { ConnectionNotice } from './connection-notice.js';
import { speaker } from './elements.js';
import './handbook.css';
import { Guidance } from './guidance.js';
import { HandInForm } from './hand-in-form.js';
import { isKeptPage } from './kept-page.js';
import { Leaving } from './leaving.js';
import { LiveBook } from './live-book.js';
import { LiveConnection } from './live-connection.js';
import { SaveLine } from './save-line.js';
import { type SectionEditor } from './section-editor.js';
import { sectionEditors } from './section-editors.js';
import { signInHere } from './sign-in-dialog.js';
import { endSession } from '../sign_out.js';

interface HandbookConfig {
  id: string;
  author: { id: string; name: string };
  writable: boolean;
  sections: { key: string; kind: SectionKindName; title: string }[];
  /** When the handbook was last saved before this page, as an ISO instant. */
  savedAt: Date | null;
}

const refreshMs = 500;

/**
 * Makes a handbook's page a place to write.
 *
 * `element` carries `data-handbook`, JSON as in HandbookConfig, `data-build`, the version that made the page, and
 * `data-files`, the scripts and styles that it needs without a network. It holds for each section an element with
 * `data-section="key"`, in it `[data-section-editor]` and `[data-save-state]`; a `[data-save-state]` outside of the
 * sections is that of the whole. Returns how to take everything down; what is still on its way is given time to arrive.
 */
export function mount(element: HTMLElement): Promise<() => void> {
  const config = readConfig(element);
  const announce = speaker(element);
  const signIn = async (): Promise<void> => {
    if (await signInHere()) await live.signedIn();
  };
  const notice = new ConnectionNotice(element, {
    signIn: () => void signIn(),
    signInInstead: () => void endSession().then(signIn),
    reload: () => {
      location.reload();
    },
  });
  const editors: SectionEditor[] = [];
  let guidance: Guidance | null = null;
  const lines = saveLines(element, config);
  let spoken = '';

  const refresh = (): void => {
    const whole = live.state();
    for (const { key, line } of lines) {
      const { state, savedAt } = live.state(key);
      // A section that was not touched here has nothing to add to what the whole says
      line.show(
        state,
        key === null || state.state !== 'saved' ? savedAt : (savedAt ?? whole.savedAt),
        live.now(),
      );
    }
    const important = whole.state.state === 'saving' ? spoken : whole.state.word;
    if (important !== spoken && spoken !== '') announce(important);
    spoken = important === '' ? whole.state.word : important;
    notice.show({
      access: live.currentAccess,
      author: config.author.name,
      otherPerson: live.otherPerson,
      connected: live.isConnected,
      keptPage,
      unsaved: live.hasUnkept ? 'unkept' : live.hasUnsaved ? 'kept' : 'none',
      newVersion: live.newVersion,
      refusal: live.refusal,
    });
    if (live.hasArrived && editors.length === 0) {
      editors.push(...build(element, config, live, book, announce));
      guidance = new Guidance(element, book);
      guidance.arrive();
    }
    for (const editor of editors) editor.setEditable(live.editable);
  };

  const keptPage = isKeptPage(element);
  const { id: handbookId, author, writable, savedAt } = config;
  const live: LiveConnection = new LiveConnection(
    { handbookId, author, writable, savedAt, keptPage, build: element.dataset['build'] ?? '' },
    () => {
      queueMicrotask(refresh);
    },
  );
  const book = new LiveBook(live.doc, config.sections);
  const timer = setInterval(refresh, refreshMs);
  const leaving = new Leaving(
    () => live.hasUnkept,
    () => live.hasUnsaved,
  );
  const handIn = new HandInForm(element, () => live.snapshot());
  refresh();

  return Promise.resolve(() => {
    clearInterval(timer);
    leaving.destroy();
    handIn.destroy();
    for (const editor of editors) editor.destroy();
    notice.destroy();
    guidance?.destroy();
    book.destroy();
    live.destroy();
  });
}

function build(
  element: HTMLElement,
  config: HandbookConfig,
  live: LiveConnection,
  book: LiveBook,
  announce: (sentence: string) => void,
): SectionEditor[] {
  return config.sections.flatMap(({ key, kind, title }) => {
    const section = sectionElement(element, key);
    const host = section?.querySelector<HTMLElement>('[data-section-editor]');
    if (!section || !host) return [];
    const headingId = section.getAttribute('aria-labelledby');
    const { doc, editable } = live;
    return [sectionEditors[kind]({ doc, key, title, headingId, host, editable, book, announce })];
  });
}

function saveLines(element: HTMLElement, config: HandbookConfig): { key: string | null; line: SaveLine }[] {
  const slots = [...element.querySelectorAll<HTMLElement>('[data-save-state]')];
  const whole = slots.find((slot) => slot.closest('[data-section]') === null);
  const sections = config.sections.flatMap(({ key }) => {
    const slot = sectionElement(element, key)?.querySelector<HTMLElement>('[data-save-state]');
    return slot ? [{ key, line: new SaveLine(slot) }] : [];
  });
  return whole === undefined ? sections : [{ key: null, line: new SaveLine(whole) }, ...sections];
}

function sectionElement(element: HTMLElement, key: string): HTMLElement | null {
  return element.querySelector<HTMLElement>(`[data-section="${CSS.escape(key)}"]`);
}

/** @throws Error when the page does not carry what the editor needs, which is a mistake of the page's author */
function readConfig(element: HTMLElement): HandbookConfig {
  const config = JSON.parse(element.dataset['handbook'] ?? '{}') as {
    id?: unknown;
    author?: { id: string; name: string };
    writable?: unknown;
    savedAt?: unknown;
    sections?: { key: string; kind: string; title: string }[];
  };
  if (typeof config.id !== 'string' || config.author === undefined || !Array.isArray(config.sections)) {
    throw new Error('data-handbook has no handbook in it.');
  }
  return {
    id: config.id,
    author: config.author,
    writable: config.writable === true,
    savedAt: typeof config.savedAt === 'string' ? new Date(config.savedAt) : null,
    sections: config.sections.flatMap(({ key, kind, title }) =>
      isSectionKindName(kind) ? [{ key, kind, title }] : [],
    ),
  };
}
