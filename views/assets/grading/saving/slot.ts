/** Something as the server has it. */
export interface Held<V> {
  value: V;
  /** 0 where the server has none. */
  version: number;
}

/** The same with who made it when. */
export interface Come<V> extends Held<V> {
  updatedAt: string | null;
  updatedByName: string | null;
}

/** What became of one write. */
export type Answer<V> =
  | { kind: 'saved'; version: number; updatedAt: string | null }
  | { kind: 'conflict'; theirs: Come<V> }
  /** The server said no, and would again; what was typed stays on the page. */
  | { kind: 'refused'; message: string }
  | { kind: 'signed-out' }
  | { kind: 'other-person'; name: string }
  | { kind: 'unreachable' };

/** @param note what goes with it and never changes, as a remark's place */
export type Send<V> = (id: string, value: V, version: number, note: unknown) => Promise<Answer<V>>;

/** Something that is under way to the server. */
export interface UnderWay<V> {
  wanted: V;
  stored: Held<V>;
  /** What was sent or kept on the way from `stored` to `wanted`; the server may have one of them. */
  steps: readonly V[];
}

/** What is saved here: marks, or remarks. */
export interface Kind<V> {
  name: 'mark' | 'remark';
  same: (one: V, other: V) => boolean;
  /** What is to be sent now; undefined where the server would take nothing of it, for the reason `unfit`. */
  next: (id: string, underWay: UnderWay<V>) => V | undefined;
  unfit: string;
}

/** Something that the server is not known to have, with what it was made from. */
export interface Kept<V> {
  id: string;
  value: V;
  base: Held<V>;
  /** Earlier states of it that may have reached the server. */
  steps: readonly V[];
  note: unknown;
}

export interface Slot<V> extends UnderWay<V> {
  note: unknown;
  /** Who may have sent one of `steps` without it being known what became of it. */
  sentBy: 'here' | 'another-tab' | null;
  /** When the oldest change was made that the server does not have, and that this device has not committed either. */
  since: number | null;
  unkeptSince: number | null;
  /** The write that is under way, with what follows it. */
  running: Promise<void> | null;
  timer: number | null;
  theirs: Come<V> | null;
  refusal: string | null;
  tries: number;
  /** When the server last took it from here, as an ISO instant. */
  savedAt: string | null;
}

export const newSlot = <V>(stored: Held<V>, note: unknown): Slot<V> => ({
  ...{ wanted: stored.value, stored, note, steps: [], sentBy: null, since: null, unkeptSince: null },
  ...{ running: null, timer: null, theirs: null, refusal: null, tries: 0, savedAt: null },
});

const mostSteps = 60;

export function addStep<V>({ same }: Kind<V>, slot: Slot<V>, value: V): void {
  if (slot.steps.some((one) => same(one, value))) return;
  slot.steps = [...slot.steps, value].slice(-mostSteps);
}

/** What was taken back after it was sent is dirty too: the server may have the one that was sent. */
export const isDirty = <V>({ same }: Kind<V>, { theirs, sentBy, wanted, stored }: Slot<V>): boolean =>
  theirs !== null || sentBy !== null || !same(wanted, stored.value);

export const keptOf = <V>(id: string, { wanted, stored, steps, note }: Slot<V>): Kept<V> => ({
  id,
  value: wanted,
  base: { value: stored.value, version: stored.version },
  steps,
  note,
});

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
