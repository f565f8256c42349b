import { type IncomingMessage } from 'node:http';

export interface AuthoredUpdate {
  update: Uint8Array;
  authorId: string;
}

/** Where the living document's updates are kept, one row an append, in order. */
export interface HandbookStore {
  /** Every stored update of the handbook in the order of its append; empty for a handbook that nobody has touched. */
  load(handbookId: string): Promise<Uint8Array[]>;
  /**
   * Resolves only after all of them are committed, in one go. Appending the same update twice does no harm: an append
   * whose answer was lost is tried again.
   */
  appendAll(handbookId: string, updates: readonly AuthoredUpdate[]): Promise<{ savedAt: Date }>;
}

/** What one person may do with one handbook for as long as the connection lasts. */
export interface LiveRight {
  userId: string;
  name: string;
  /** Writes are taken before this instant; null: the person may only read. */
  writableUntil: Date | null;
  /** The keys of the handbook's sections; changes elsewhere are refused. Left out: any key. */
  sections?: readonly string[];
}

/** Who may open a handbook's document. Asked at the upgrade and once in a while after it. */
export interface LiveAccess {
  /**
   * 'signed-out' without a valid session (answered 401); null for somebody signed in who may not see the handbook, and
   * for a handbook that does not exist (answered 404).
   */
  authorise(request: IncomingMessage, handbookId: string): Promise<LiveRight | 'signed-out' | null>;
}
