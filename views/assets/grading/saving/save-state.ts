import { markSaveState, type MarkSaveState } from '../../../../src/grading/marking/mark-save-state.rules.js';
import { type Reach } from './reach.js';
import { type Kind, type Slot } from './slot.js';

/** How safe things are of which the server is not known to have what stands here. @param dirty all of them, by id */
export function stateOf<V>(
  kind: Kind<V>,
  dirty: readonly [string, Slot<V>][],
  { access, reachable }: Reach,
  deviceFails: boolean,
): MarkSaveState {
  const open = dirty.filter(([, slot]) => slot.theirs === null);
  const refusals = dirty.map(
    ([id, slot]) => slot.refusal ?? (kind.next(id, slot) === undefined ? kind.unfit : null),
  );
  return markSaveState(
    {
      ...{ access, reachable, deviceFails },
      unsavedSince: earliest(open.map(([, slot]) => slot.since)),
      unkeptSince: earliest(open.map(([, slot]) => slot.unkeptSince)),
      refusal: refusals.find((why) => why !== null) ?? null,
      clashes: dirty.length - open.length,
      now: performance.now(),
    },
    kind.name,
  );
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
