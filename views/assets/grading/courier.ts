import { make } from '../handbook/elements.js';
import { deskName, personOfPage } from '../kept_on_device.js';
import { meetAs } from '../../../src/grading/marking/mark-merge.rules.js';
import { markKind } from './mark-kind.js';
import { type KeptWrite, Outbox } from './outbox.js';
import { remarkKind } from './remarks/remark-kind.js';
import { sendRemarksTo } from './remarks/send-remark.js';
import { readKept } from './saving/device-keeper.js';
import { type Held, type Kind, type Send } from './saving/slot.js';
import { sendMarksTo } from './send-mark.js';

/**
 * What became of something that was kept. `done`: the server has it. `wait`: it can't be sent now. `ask`: its own desk
 * has to ask. `refused`: the server said why it does not take it, and would say so again.
 */
type Delivery = { how: 'done' | 'wait' | 'ask' } | { how: 'refused'; sentence: string };

/** A kept write that somebody has to look at; `refusal` is null where somebody else was faster. */
interface Asking {
  scope: string;
  kind: string;
  refusal: string | null;
}

interface Carrier {
  /** Sends one kept write. */
  carry(write: KeptWrite): Promise<Delivery>;
  same(one: KeptWrite, other: KeptWrite): boolean;
}

/** How each kind of what is kept in an outbox is sent; another kind is added here. */
const carriers = new Map<string, Carrier>([
  ['mark', carrierOf(markKind, (assessment) => sendMarksTo(`${deskOf(assessment)}/scores`))],
  ['remark', carrierOf(remarkKind, (assessment) => sendRemarksTo(deskOf(assessment)))],
]);
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
      const carrier = carriers.get(write.kind);
      if (!carrier || open.has(write.scope) || personOfPage() !== person) continue;
      const delivery = await carrier.carry(write);
      left.add(delivery.how);
      if (delivery.how === 'wait') break;
      const { scope, kind } = write;
      if (delivery.how === 'ask') asking.push({ scope, kind, refusal: null });
      if (delivery.how === 'refused') asking.push({ scope, kind, refusal: delivery.sentence });
      if (delivery.how === 'done') await outbox.strike(write, (kept) => isDoneWith(kept, write));
    }
  } finally {
    outbox.close();
  }
  showQuestion(person, asking);
  return left;
}

const namesAreHidden = (): boolean => new URLSearchParams(location.search).get('names') === 'hidden';

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
        ...(namesAreHidden()
          ? []
          : [make('a', { href: `/grading/assessments/${first.scope}` }, 'Open that desk and decide'), ' ']),
        drop,
      ),
    ),
  );
}

/** One sentence for those of a kind that somebody else changed, and one for each reason of the server. */
function sentencesOf(asking: readonly Asking[]): string[] {
  const groups = Map.groupBy(asking, ({ kind, refusal }) => JSON.stringify([kind, refusal]));
  return [...groups.values()].map((group) => {
    const [{ kind, refusal } = { kind: 'mark', refusal: null }] = group;
    const one = group.length === 1;
    const what = one
      ? `A ${kind} of yours at another desk was not saved`
      : `${group.length} ${kind}s of yours at another desk were not saved`;
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

/** The very same, or what another tab keeps of it, if that is no other. */
function isDoneWith(kept: KeptWrite, sent: KeptWrite): boolean {
  if (kept.tab === sent.tab) return kept.at === sent.at;
  return kept.kind === sent.kind && carriers.get(kept.kind)?.same(kept, sent) === true;
}

function deskOf(assessment: string): string {
  return `/grading/assessments/${assessment}`;
}

function carrierOf<V>(kind: Kind<V>, sendTo: (assessment: string) => Send<V>): Carrier {
  return {
    same: (one, other) => kind.same(readKept<V>(one).value, readKept<V>(other).value),
    carry: (write) => carry(kind, sendTo(write.scope), write),
  };
}

async function carry<V>(kind: Kind<V>, send: Send<V>, write: KeptWrite): Promise<Delivery> {
  const { id, value, base, steps, note } = readKept<V>(write);
  let stored: Held<V> = base;
  for (;;) {
    const next = kind.next(id, { wanted: value, stored, steps });
    if (next === undefined) return { how: 'refused', sentence: kind.unfit };
    const answer = await send(id, next, stored.version, note);
    if (answer.kind === 'refused') return { how: 'refused', sentence: answer.message };
    if (answer.kind === 'saved') {
      if (kind.same(next, value)) return { how: 'done' };
      stored = { value: next, version: answer.version };
    } else if (answer.kind === 'conflict') {
      const { theirs } = answer;
      const meeting = meetAs(kind.same, { wanted: value, stored: stored.value, steps }, theirs.value);
      // What was taken back to where it began asks for nothing
      if (meeting === 'same' || meeting === 'take') return { how: 'done' };
      if (meeting !== 'behind') return { how: 'ask' };
      stored = theirs;
    } else return { how: 'wait' };
  }
}
