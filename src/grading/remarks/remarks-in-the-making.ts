import { conflict, type DomainError } from '../../platform/errors/domain-errors.js';
import { type Anchor, type AnchorInContext } from './anchor.rules.js';

/** A remark on words, as somebody writes it. */
export interface RemarkWrite {
  /** Given by whoever writes it first; the same ever after. */
  id: string;
  /** Identity of a criterion over rubric versions; null for a remark on none in particular. */
  criterionId: string | null;
  /** Stored without white space around it, lines end with \n. */
  body: string;
  /** The version that it was made from: 0 where there was none. */
  version: number;
  /** Needed with version 0. The words of a remark never change. */
  anchor: Anchor | null;
}

export interface StoredRemark extends AnchorInContext {
  id: string;
  criterionId: string | null;
  body: string;
  version: number;
  updatedAt: Date;
  updatedById: string;
  /** Null once erased. */
  updatedByName: string | null;
}

export interface StoredOverall {
  body: string;
  version: number;
  updatedAt: Date;
  updatedById: string;
  updatedByName: string | null;
}

/** A remark that is no more; its versions go on. */
export interface RemovedRemark {
  id: string;
  version: number;
}

/** Two people wrote the same remark; `theirs` is null where it was deleted, `version` the one to name next. */
export interface RemarkConflict {
  yours: { criterionId: string | null; body: string };
  theirs: StoredRemark | null;
  version: number;
}

export interface OverallConflict {
  yours: { body: string };
  theirs: StoredOverall;
}

/** What is said about a handbook beside its criteria. */
export interface RemarksInTheMaking {
  /** In the order of their places within each section. */
  anchored: StoredRemark[];
  overall: StoredOverall | null;
}

export const sameRemark = (
  one: { criterionId: string | null; body: string },
  other: { criterionId: string | null; body: string },
) => one.criterionId === other.criterionId && one.body === other.body;

/** @param now what the server has: null where there is no such remark */
export function staleRemark(
  { criterionId, body }: { criterionId: string | null; body: string },
  now: (StoredRemark & { removed: boolean }) | null,
): DomainError {
  const theirs = now?.removed === false ? now : null;
  const details: RemarkConflict = { yours: { criterionId, body }, theirs, version: now?.version ?? 0 };
  const who = now?.updatedByName ?? 'Somebody';
  return conflict(
    theirs
      ? `${who} has changed this remark since you opened it. Both are kept: yours on this page, theirs on the server.`
      : `${who} has deleted this remark since you opened it. Yours is kept on this page.`,
    { conflict: details },
  );
}

export function staleOverall(body: string, theirs: StoredOverall): DomainError {
  const details: OverallConflict = { yours: { body }, theirs };
  return conflict(
    `${theirs.updatedByName ?? 'Somebody'} has changed the remark on the whole since you opened it. Both are kept: yours on this page, theirs on the server.`,
    { conflict: details },
  );
}
