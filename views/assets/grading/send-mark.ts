import { forgetAhead } from './ahead.js';
import { putFromDesk } from './desk-request.js';
import { type Mark, type StoredMark, type TheirMark } from './mark.js';
import { type Answer, type Send } from './saving/slot.js';

/** Half of what a browser lets all writes hold together that outlive their page, bytes. */
export const smallEnoughToOutlive = 30_000;

/** Writes marks to `url`/<criterion>. */
export function sendMarksTo(url: string): Send<Mark> {
  return async (criterionId, mark, version): Promise<Answer<Mark>> => {
    const body = { levelId: mark.levelId, remark: mark.remark, version };
    const answer = await putFromDesk(
      `${url}/${criterionId}`,
      body,
      mark.remark.length * 3 < smallEnoughToOutlive,
    );
    if (answer.kind === 'done') {
      // A page of this desk that was fetched ahead shows the mark that was there before.
      forgetAhead(url.replace(/\/scores$/, ''));
      const { version: stored, updatedAt } = answer.body as StoredMark & { updatedAt: string };
      return { kind: 'saved', version: stored, updatedAt };
    }
    if (answer.kind !== 'refused') return answer;
    const clash = answer.details['conflict'] as { theirs: TheirMark } | undefined;
    if (clash) return { kind: 'conflict', theirs: comeOf(clash.theirs) };
    // What is wrong with it is said of a field; the rest, of the mark as a whole.
    const [first] = (answer.details['errors'] ?? []) as { message: string }[];
    return { kind: 'refused', message: first?.message ?? answer.message };
  };
}

/** A mark of the server as it is saved here. */
export const comeOf = <M extends TheirMark>(mark: M) => ({
  value: mark,
  version: mark.version,
  updatedAt: mark.updatedAt,
  updatedByName: mark.updatedByName,
});
