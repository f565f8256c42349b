/** A mark as a page shows it. */
export interface ShownMark {
  levelId: string | null;
  remark: string;
}

/** A mark that somebody makes, as far as meeting another one needs it. */
export interface MarkUnderWay {
  /** What the page shows. */
  wanted: ShownMark;
  /** What the server was last known to have. */
  stored: ShownMark;
  /** What this person made since then on the way to `wanted`, and sent or kept: it may be what the server has now. */
  steps: readonly ShownMark[];
}

/**
 * What a mark that comes from the server, or from another tab, means for the one that is under way here.
 * `same`: it is what the page shows. `behind`: it is an earlier step of what stands here, which goes on upon it, also when
 * that was taken back meanwhile. `take`: nothing was changed here, so the page shows it. `clash`: both were changed, and
 * somebody has to be asked.
 */
export type Meeting = 'same' | 'take' | 'behind' | 'clash';

export function meet({ wanted, stored, steps }: MarkUnderWay, come: ShownMark): Meeting {
  if (sameMark(wanted, come)) return 'same';
  if (steps.some((step) => sameMark(step, come))) return 'behind';
  return sameMark(wanted, stored) ? 'take' : 'clash';
}

/** White space around a remark, and how its lines end, is nothing that is stored. */
export function sameMark(one: ShownMark, other: ShownMark): boolean {
  return one.levelId === other.levelId && tidied(one.remark) === tidied(other.remark);
}

const tidied = (remark: string) => remark.replace(/\r\n?/g, '\n').trim();
