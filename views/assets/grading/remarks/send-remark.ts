import { type ShownRemark } from '../../../../src/grading/remarks/remark-merge.rules.js';
import { forgetAhead } from '../ahead.js';
import { type DeskAnswer, putFromDesk } from '../desk-request.js';
import { type Answer, type Come, type Send } from '../saving/slot.js';
import { smallEnoughToOutlive } from '../send-mark.js';
import { anchorIn, overallId } from './remark-kind.js';
import { type TheirRemark } from './remark-value.js';

/** Writes and deletes remarks on words, and writes the remark on the whole. @param desk `/grading/assessments/<id>` */
export function sendRemarksTo(desk: string): Send<ShownRemark> {
  return async (id, wanted, version, note) => {
    const answer = await request(desk, id, wanted, version, note);
    // A page of this desk that was fetched ahead shows the remarks that were there before.
    if (answer.kind === 'done') forgetAhead(desk);
    return answerOf(answer);
  };
}

function request(
  desk: string,
  id: string,
  wanted: ShownRemark,
  version: number,
  note: unknown,
): Promise<DeskAnswer> {
  const keepalive = (wanted?.body.length ?? 0) * 3 < smallEnoughToOutlive;
  if (id === overallId) {
    return putFromDesk(`${desk}/overall-remark`, { body: wanted?.body ?? '', version }, keepalive);
  }
  const place = `${desk}/remarks/${id}`;
  if (wanted === null) return putFromDesk(`${place}?version=${version}`, {}, keepalive, 'DELETE');
  const { body, criterionId } = wanted;
  const anchor = version === 0 ? anchorIn(note) : null;
  return putFromDesk(place, { criterionId, body, version, anchor }, keepalive);
}

function answerOf(answer: DeskAnswer): Answer<ShownRemark> {
  if (answer.kind === 'done') {
    const { version = 0, updatedAt = null } = answer.body as { version?: number; updatedAt?: string };
    return { kind: 'saved', version, updatedAt };
  }
  if (answer.kind !== 'refused') return answer;
  const clash = answer.details['conflict'] as { theirs: TheirRemark | null; version?: number } | undefined;
  if (clash)
    return { kind: 'conflict', theirs: clash.theirs ? comeOf(clash.theirs) : gone(clash.version ?? 0) };
  const [first] = (answer.details['errors'] ?? []) as { message: string }[];
  return { kind: 'refused', message: first?.message ?? answer.message };
}

/** A remark of the server as it is saved here. */
export const comeOf = (remark: TheirRemark): Come<ShownRemark> => ({
  // A remark on the whole has no criterion.
  value: { body: remark.body, criterionId: (remark as Partial<TheirRemark>).criterionId ?? null },
  version: remark.version,
  updatedAt: remark.updatedAt,
  updatedByName: remark.updatedByName,
});

/** One that is no more. */
export const gone = (version: number): Come<ShownRemark> => ({
  ...{ value: null, version, updatedAt: null, updatedByName: null },
});
