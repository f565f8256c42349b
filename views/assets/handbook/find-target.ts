export interface FindQuery {
  text: string;
  matchCase: boolean;
  wholeWord: boolean;
}

/** A part of the handbook that can be searched. Whoever edits a section adds one for it with `addFindTarget`. */
export interface FindTarget<Match = unknown> {
  /** Where it stands in the page; matches are visited in the page's order. */
  readonly element: HTMLElement;
  /** All matches in their order, marked in the page where that is possible. Null: the search is over, marks go. */
  matches(query: FindQuery | null): readonly Match[];
  /** Brings one match into view and shows that it is the current one; the focus stays where it is. */
  reveal(match: Match): void;
  /** Gives the focus to a match, when the search ends there. */
  enter(match: Match): void;
  /** Replaces matches, one act to undo. Absent, or false for what can't be written now. */
  replace?(matches: readonly Match[], by: string): boolean;
}
