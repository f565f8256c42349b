export interface Mark {
  levelId: string | null;
  remark: string;
}

/** A mark as the server has it. */
export interface StoredMark extends Mark {
  version: number;
}

export interface TheirMark extends StoredMark {
  updatedAt: string;
  updatedByName: string | null;
}

/** What became of one write. */
export type Answer =
  | { kind: 'saved'; stored: StoredMark & { updatedAt: string } }
  | { kind: 'conflict'; theirs: TheirMark }
  /** The server said no, and would again; what was typed stays on the page. */
  | { kind: 'refused'; message: string }
  | { kind: 'signed-out' }
  | { kind: 'other-person'; name: string }
  | { kind: 'unreachable' };

export type Send = (criterionId: string, mark: Mark, version: number) => Promise<Answer>;
