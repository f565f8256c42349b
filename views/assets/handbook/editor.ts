import {
  isSectionKindName,
  type SectionKindName,
} from '../../../src/assignments/sections/section-kinds.rules.js';
import { make, speaker } from './elements.js';
import './handbook.css';
import { HandInForm } from './hand-in-form.js';
import { Leaving } from './leaving.js';
import { LiveBook } from './live-book.js';
import { LiveConnection } from './live-connection.js';
import { SaveLine } from './save-line.js';
import { type SectionEditor } from './section-editor.js';
import { sectionEditors } from './section-editors.js';

interface HandbookConfig {
  id: string;
  writable: boolean;
  sections: { key: string; kind: SectionKindName; title: string }[];
  /** When the handbook was last saved before this page, as an ISO instant. */
  savedAt: Date | null;
}

const refreshMs = 500;

/**
 * Makes a handbook's page a place to write.
 *
 * `element` carries `data-handbook`, JSON as in HandbookConfig, and holds for each section an element with
 * `data-section="key"`, in it `[data-section-editor]` and `[data-save-state]`; a `[data-save-state]` outside of the
 * sections is that of the whole. Returns how to take everything down; what is still on its way is given time to arrive.
 */
export function mount(element: HTMLElement): Promise<() => void> {
  const config = readConfig(element);
  const announce = speaker(element);
  const notice = make('div', { class: 'handbook-notice', role: 'alert' });
  element.prepend(notice);
  const editors: SectionEditor[] = [];
  const lines = saveLines(element, config);
  let spoken = '';
  let noticed = '';

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
    const access = live.currentAccess;
    if (noticed !== access) notice.replaceChildren(...noticeFor(access));
    noticed = access;
    if (live.hasArrived && editors.length === 0)
      editors.push(...build(element, config, live, book, announce));
    for (const editor of editors) editor.setEditable(live.editable);
  };

  const live: LiveConnection = new LiveConnection(config.id, config, () => {
    queueMicrotask(refresh);
  });
  const book = new LiveBook(live.doc, config.sections);
  const timer = setInterval(refresh, refreshMs);
  const leaving = new Leaving(() => live.hasUnsaved);
  const handIn = new HandInForm(element, () => live.snapshot());
  refresh();

  return Promise.resolve(() => {
    clearInterval(timer);
    leaving.destroy();
    handIn.destroy();
    for (const editor of editors) editor.destroy();
    notice.remove();
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
    const editor = sectionEditors[kind]?.({ doc, key, title, headingId, host, editable, book, announce });
    return editor === undefined ? [] : [editor];
  });
}

function noticeFor(access: string): HTMLElement[] {
  if (access === 'signed-out') {
    const link = make('a', { href: '/sign-in', target: '_blank', rel: 'noopener' }, 'Sign in in a new tab');
    return [
      make(
        'p',
        {},
        'You have been signed out. What you wrote is kept in this tab. ',
        link,
        ', then come back here: it is sent by itself.',
      ),
    ];
  }
  if (access === 'gone') {
    return [
      make(
        'p',
        {},
        'You can no longer open this handbook. What is on this page stays until you close it; copy what you need.',
      ),
    ];
  }
  if (access === 'too-large') {
    return [make('p', {}, 'This handbook is too large to take more. Remove something, then go on.')];
  }
  return [];
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
    writable?: unknown;
    savedAt?: unknown;
    sections?: { key: string; kind: string; title: string }[];
  };
  if (typeof config.id !== 'string' || !Array.isArray(config.sections)) {
    throw new Error('data-handbook has no handbook in it.');
  }
  return {
    id: config.id,
    writable: config.writable === true,
    savedAt: typeof config.savedAt === 'string' ? new Date(config.savedAt) : null,
    sections: config.sections.flatMap(({ key, kind, title }) =>
      isSectionKindName(kind) ? [{ key, kind, title }] : [],
    ),
  };
}
