import { make } from '../handbook/elements.js';
import { deskName, personOfPage } from '../kept_on_device.js';
import { meet, sameMark } from '../../../src/grading/marking/mark-merge.rules.js';
import { readKept } from './mark-keeper.js';
import { type StoredMark } from './mark.js';
import { type KeptWrite, Outbox } from './outbox.js';
import { sendMarksTo } from './send-mark.js';

/**
 * What became of something that was kept. `done`: the server has it. `wait`: it can't be sent now. `ask`: its own desk
 * has to ask. `refused`: the server said why it does not take it, and would say so again.
 */
type Delivery = { how: 'done' | 'wait' | 'ask' } | { how: 'refused'; sentence: string };

/** A kept write that somebody has to look at; `refusal` is null where somebody else was faster. */
interface Asking {
  scope: string;
  refusal: string | null;
}

/** Sends one kept write. */
type Carry = (write: KeptWrite) => Promise<Delivery>;

/** How each kind of what is kept in an outbox is sent; another kind is added here. */
const carriers = new Map<string, Carry>([['mark', carryMark]]);
/** Assessments whose desk is open on this page: it sends its own. */
const open = new Set<string>();
const firstAfterMs = 800;
const retryAtMostMs = 60_000;
let timer: number | null = null;
let running = false;
let failures = 0;

/** A desk is open on this page. @returns to be called when it is left */
export function deskIsOpen(assessment: string): () => void {
  open.add(assessment);
  return () => {
    open.delete(assessment);
    later(firstAfterMs);
  };
}

/**
 * Sends from any page what this person kept on this device on a desk that is not open: after a reload, a new start of
 * the browser, or on the way to the next handbook. Sent twice, from two tabs, it is stored once.
 */
export function sendKeptMarks(): void {
  document.addEventListener('turbo:load', () => {
    failures = 0;
    later(firstAfterMs);
  });
  window.addEventListener('online', () => {
    later(0);
  });
}

function later(ms: number): void {
  if (timer !== null) window.clearTimeout(timer);
  timer = window.setTimeout(() => void run(), ms);
}

async function run(): Promise<void> {
  const person = personOfPage();
  if (running || person === null) return;
  running = true;
  try {
    const left = await deliver(person);
    failures = left.has('wait') ? failures + 1 : 0;
    if (left.has('wait')) later(Math.min(retryAtMostMs, 2_000 * 2 ** failures));
  } catch {
    // Storage is forbidden or full, so nothing is kept
  } finally {
    running = false;
  }
}

async function deliver(person: string): Promise<Set<Delivery['how']>> {
  const left = new Set<Delivery['how']>();
  const asking: Asking[] = [];
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === deskName(person))) return left;
  const outbox = await Outbox.open(person, () => undefined);
  try {
    for (const write of await outbox.kept()) {
      const carry = carriers.get(write.kind);
      if (!carry || open.has(write.scope) || personOfPage() !== person) continue;
      const delivery = await carry(write);
      left.add(delivery.how);
      if (delivery.how === 'wait') break;
      if (delivery.how === 'ask') asking.push({ scope: write.scope, refusal: null });
      if (delivery.how === 'refused') asking.push({ scope: write.scope, refusal: delivery.sentence });
      if (delivery.how === 'done') await outbox.strike(write, (kept) => isDoneWith(kept, write));
    }
  } finally {
    outbox.close();
  }
  showQuestion(person, asking);
  return left;
}

/** On the pages of grading: what waits for a decision at another desk. */
function showQuestion(person: string, asking: readonly Asking[]): void {
  document.querySelector('[data-kept-question]')?.remove();
  const [first] = asking;
  const main = document.querySelector('main');
  if (!first || !main || !location.pathname.startsWith('/grading')) return;
  const sentences = sentencesOf(asking.filter(({ scope }) => scope === first.scope));
  const drop = make('button', { type: 'button', class: 'link-button' }, 'Drop what is kept');
  drop.addEventListener('click', () => {
    if (window.confirm('What is kept of that desk on this device is removed. Go on?')) {
      void dropKept(person, first.scope).then(() => {
        later(0);
      });
    }
  });
  main.prepend(
    make(
      'div',
      { class: 'kept-question', role: 'status', 'data-kept-question': '' },
      ...sentences.map((sentence) => make('p', {}, sentence)),
      make(
        'p',
        {},
        make('a', { href: `/grading/assessments/${first.scope}` }, 'Open that desk and decide'),
        ' ',
        drop,
      ),
    ),
  );
}

/** One sentence for those that somebody else changed, and one for each reason of the server. */
function sentencesOf(asking: readonly Asking[]): string[] {
  return [...new Set(asking.map(({ refusal }) => refusal))].map((refusal) => {
    const count = asking.filter((one) => one.refusal === refusal).length;
    const one = count === 1;
    const what = one
      ? 'A mark of yours at another desk was not saved'
      : `${count} marks of yours at another desk were not saved`;
    const why =
      refusal === null ? `, as somebody changed ${one ? 'it' : 'them'} meanwhile.` : `: “${refusal}”`;
    return `${what}${why} ${one ? 'It is' : 'They are'} kept on this device.`;
  });
}

async function dropKept(person: string, scope: string): Promise<void> {
  document.querySelector('[data-kept-question]')?.remove();
  const outbox = await Outbox.open(person, () => undefined);
  for (const write of await outbox.kept(scope)) await outbox.strike(write, () => true);
  outbox.close();
}

/** The very same, or another tab's same mark. */
function isDoneWith(kept: KeptWrite, sent: KeptWrite): boolean {
  if (kept.tab === sent.tab) return kept.at === sent.at;
  return kept.kind === 'mark' && sameMark(readKept(kept).mark, readKept(sent).mark);
}

async function carryMark(write: KeptWrite): Promise<Delivery> {
  const { id, mark, base, steps } = readKept(write);
  const send = sendMarksTo(`/grading/assessments/${write.scope}/scores`);
  let stored: StoredMark = base;
  for (;;) {
    const answer = await send(id, mark, stored.version);
    if (answer.kind === 'saved') return { how: 'done' };
    if (answer.kind === 'refused') return { how: 'refused', sentence: answer.message };
    if (answer.kind !== 'conflict') return { how: 'wait' };
    const meeting = meet({ wanted: mark, stored, steps }, answer.theirs);
    // What was taken back to where it began asks for nothing
    if (meeting === 'same' || meeting === 'take') return { how: 'done' };
    if (meeting !== 'behind') return { how: 'ask' };
    stored = answer.theirs;
  }
}
