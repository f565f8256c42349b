import { forgetAhead } from './ahead.js';
import { putFromDesk } from './desk-request.js';
import { type Answer, type Send, type StoredMark, type TheirMark } from './mark.js';

/** Half of what a browser lets all writes hold together that outlive their page, bytes. */
const smallEnoughToOutlive = 30_000;

/** Writes marks to `url`/<criterion>. */
export function sendMarksTo(url: string): Send {
  return async (criterionId, mark, version): Promise<Answer> => {
    const body = { levelId: mark.levelId, remark: mark.remark, version };
    const answer = await putFromDesk(
      `${url}/${criterionId}`,
      body,
      mark.remark.length * 3 < smallEnoughToOutlive,
    );
    if (answer.kind === 'done') {
      // A page of this desk that was fetched ahead shows the mark that was there before.
      forgetAhead(url.replace(/\/scores$/, ''));
      return { kind: 'saved', stored: answer.body as StoredMark & { updatedAt: string } };
    }
    if (answer.kind !== 'refused') return answer;
    const clash = answer.details['conflict'] as { theirs: TheirMark } | undefined;
    return clash ? { kind: 'conflict', theirs: clash.theirs } : { kind: 'refused', message: answer.message };
  };
}
