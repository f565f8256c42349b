import { type OmissionReason, type PlanEndKind } from './release-plan.entity.js';

/** How many grades, in words: “1 grade”, “29 grades”. */
export const gradesWords = (count: number) => (count === 1 ? '1 grade' : `${count} grades`);

/** Why one grade is left out of a planned release, after a name and a colon. */
export const omissionOf = {
  released: 'released already',
  withdrawn: 'withdrawn from the cohort since',
  withheld: 'withheld since',
  resubmitted: 'handed in again since',
  regraded: 'regraded since',
} as const satisfies Record<OmissionReason, string>;

/** What became of a planned release, for whoever planned it. */
export function endWords(
  kind: PlanEndKind,
  { released, actorName }: { released: number; actorName: string | null },
): { title: string; sentence: string } {
  const who = actorName ?? 'Somebody';
  const grades = gradesWords(released);
  switch (kind) {
    case 'released':
      return {
        title: 'the planned release has happened',
        sentence: `${released === 1 ? '1 grade has' : `${grades} have`} been released as you planned. The students can read them now.`,
      };
    case 'nothing':
      return {
        title: 'the planned release had nothing to release',
        sentence:
          'The time that you planned has come, and nothing was released: every grade has changed since.',
      };
    case 'cancelled':
      return {
        title: 'the planned release was cancelled',
        sentence: `${who} has cancelled the release that you had planned. Nothing was released.`,
      };
    case 'overtaken':
      return {
        title: 'the grades are released',
        sentence: `${who} has released ${grades} before the time that you had planned. The planned release is over with it.`,
      };
  }
}

/** “2 left out: regraded since.”, one line a reason; they wait for a review and a release of their own. */
export function omissionWords(reasons: readonly OmissionReason[]): string[] {
  const counts = new Map<OmissionReason, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => `${gradesWords(count)} left out: ${omissionOf[reason]}.`);
}
