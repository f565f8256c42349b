import { type MarkingState, needsMarker, takesPart } from '../marking/marking-state.rules.js';

/** Which of a cohort's handbooks a marker walks through; the name stands in the address, as `?queue=ready`. */
export const queues = {
  open: { label: 'To do', holds: needsMarker },
  waiting: { label: 'To mark', holds: (state: MarkingState) => state === 'waiting' },
  marking: { label: 'Being marked', holds: (state: MarkingState) => state === 'marking' },
  ready: { label: 'Ready to finalise', holds: (state: MarkingState) => state === 'ready' },
  changed: { label: 'Changed, not finalised', holds: (state: MarkingState) => state === 'changed' },
  all: { label: 'All handed in', holds: (state: MarkingState) => state !== 'nothing' && state !== 'own' },
} as const;

export type QueueName = keyof typeof queues;

export const queueNames = Object.keys(queues) as readonly QueueName[];

/** What an address names; anything else is what there is to do. */
export function readQueue(named: unknown): QueueName {
  return queueNames.find((name) => name === named) ?? 'open';
}

interface Queued {
  enrolmentId: string;
  state: MarkingState;
  withdrawn: boolean;
  /** Null once erased. */
  studentName: string | null;
}

/** Who takes part no more stands in no queue: their work is not marked. */
const standsIn = (queue: QueueName) => (row: Queued) => takesPart(row) && queues[queue].holds(row.state);

export interface QueuePlace<Row> {
  /** From 1; null when the handbook at hand is not, or no longer, of the queue. */
  position: number | null;
  of: number;
  /** The one before in the list's order; null at its top. */
  previous: Row | null;
  /** The one after. Work that was passed by comes round again at the end; the list of all has an end. */
  next: Row | null;
}

/** Where an enrolment stands among the rows of a queue, which keep their order. */
export function placeIn<Row extends Queued>(
  rows: readonly Row[],
  queue: QueueName,
  enrolmentId: string,
): QueuePlace<Row> {
  const stands = standsIn(queue);
  const at = rows.findIndex((row) => row.enrolmentId === enrolmentId);
  const queued = rows.filter(stands);
  const before = rows.slice(0, Math.max(at, 0)).filter(stands);
  const after = rows.slice(at + 1).filter(stands);
  const position = queued.findIndex((row) => row.enrolmentId === enrolmentId);
  return {
    position: position < 0 ? null : position + 1,
    of: queued.length,
    previous: before.at(-1) ?? null,
    next: after[0] ?? (queue === 'all' ? null : (before[0] ?? null)),
  };
}

/** How many handbooks each queue holds. */
export function countQueues(rows: readonly Queued[]): Record<QueueName, number> {
  const count = (name: QueueName) => rows.filter(standsIn(name)).length;
  return Object.fromEntries(queueNames.map((name) => [name, count(name)])) as Record<QueueName, number>;
}

/** A handbook that the desk can jump to. */
export interface JumpPlace {
  name: string;
  /** How far its marking is, in words. */
  state: string;
  /** Null until it is open: then `action` opens it. */
  href: string | null;
  action: string | null;
}
