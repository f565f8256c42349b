import { type Anchor } from '../../../../src/grading/remarks/anchor.rules.js';
import { type DeskAnswer, putFromDesk } from '../desk-request.js';
import { type RemarkAnswer, type SendRemark, type TheirRemark } from './remark-saver.js';

/** The id under which the remark on the whole is saved. */
export const overallId = 'overall';

/** Half of what a browser lets all writes hold together that outlive their page, bytes. */
const smallEnoughToOutlive = 30_000;

/** Writes remarks on words, whose place `anchorOf` tells, and the remark on the whole. */
export function sendRemarksTo(
  urls: { remarks: string; overall: string },
  anchorOf: (id: string) => Anchor | null,
): SendRemark {
  return async (id, wanted, version) => {
    const keepalive = (wanted?.body.length ?? 0) * 3 < smallEnoughToOutlive;
    if (wanted === null) {
      const address = `${urls.remarks}/${id}?version=${version}`;
      return answerOf(version === 0 ? gone : await putFromDesk(address, {}, keepalive, 'DELETE'));
    }
    const { body, criterionId } = wanted;
    if (id === overallId) return answerOf(await putFromDesk(urls.overall, { body, version }, keepalive));
    const anchor = version === 0 ? anchorOf(id) : null;
    const write = { criterionId, body, version, anchor };
    return answerOf(await putFromDesk(`${urls.remarks}/${id}`, write, keepalive));
  };
}

/** What nobody has stored needs no request to be deleted. */
const gone: DeskAnswer = { kind: 'done', body: {} };

function answerOf(answer: DeskAnswer): RemarkAnswer {
  if (answer.kind === 'done') {
    const { version = 0, updatedAt = null } = answer.body as { version?: number; updatedAt?: string };
    return { kind: 'saved', version, updatedAt };
  }
  if (answer.kind !== 'refused') return answer;
  const clash = answer.details['conflict'] as { theirs: TheirRemark | null } | undefined;
  if (clash) return { kind: 'conflict', theirs: clash.theirs };
  const [first] = (answer.details['errors'] ?? []) as { message: string }[];
  return { kind: 'refused', message: first?.message ?? answer.message };
}
