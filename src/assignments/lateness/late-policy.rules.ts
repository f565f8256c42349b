/** What work loses that is handed in late. Everything is whole: minutes, and hundredths of a percentage point. */
export interface LatePolicy {
  /** Work that is late by no more than this loses nothing. */
  graceMinutes: number;
  /** Taken for each day that has started since the deadline, hundredths of a percentage point. */
  pointsADay: number;
  /** Being late takes nothing below this, hundredths of a percent. */
  floor: number;
}

/** How late something was handed in, on the clock of the cohort's wall. */
export interface Lateness {
  /** Whole seconds since the deadline, a started one not counted; 0 when in time. */
  seconds: number;
  /** Days since the deadline, a started one counted; 0 when in time. */
  startedDays: number;
  /** Days that are over, and the seconds since. */
  wholeDays: number;
  restSeconds: number;
}

/** What being late takes from any result, whatever was earned. */
export interface LatePenalty {
  /** Hundredths of a percentage point. */
  points: number;
  /** Nothing is taken below this, hundredths of a percent. */
  floor: number;
}

export const noPenalty: LatePenalty = { points: 0, floor: 0 };

/** Ten thousand hundredths: all that there is to lose. */
const EVERYTHING = 10_000;

function isWithinGrace({ graceMinutes }: LatePolicy, { seconds }: Lateness): boolean {
  return seconds <= graceMinutes * 60;
}

/** @param policy null while a cohort has none: being late takes nothing then */
export function penaltyFor(policy: LatePolicy | null, lateness: Lateness): LatePenalty {
  if (policy === null || isWithinGrace(policy, lateness)) return noPenalty;
  return { points: Math.min(EVERYTHING, lateness.startedDays * policy.pointsADay), floor: policy.floor };
}

/** `1 day and 3 hours`, `2 days`, `12 minutes`: the two largest units that say something, rounded down. */
export function latenessSpan({ wholeDays, restSeconds }: Lateness): string {
  const minutes = Math.floor(restSeconds / 60);
  const parts = [
    [wholeDays, 'day'],
    [Math.floor(minutes / 60), 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  const said = parts.flatMap(([n, unit]) => (n > 0 ? [count(n, unit)] : []));
  return said.length === 0 ? 'less than a minute' : said.slice(0, 2).join(' and ');
}

/** What late work loses, for those whom it may concern. `place` is the cohort's: `in Toronto`. */
export function policySentence(policy: LatePolicy | null, place: string): string {
  if (policy === null || policy.pointsADay === 0) return 'Late work loses nothing for being late.';
  const { graceMinutes, pointsADay, floor } = policy;
  const grace = graceMinutes === 0 ? '' : ` Up to ${graceWords(graceMinutes)} late loses nothing.`;
  const lowest = floor === 0 ? '' : ` Being late takes nothing below ${percentOf(floor)}.`;
  const days = `each started day, counted on the clock ${place === 'UTC' ? 'of UTC' : place}`;
  return `Late work loses ${pointsWords(pointsADay)} of its percentage for ${days}.${grace}${lowest}`;
}

/**
 * What being late means for one attempt, whatever its marks are: the same words before and after it is graded. Null
 * when it was in time.
 */
export function lateWorkSentence(policy: LatePolicy | null, lateness: Lateness): string | null {
  if (lateness.seconds === 0) return null;
  const { how, cost } = lateWorkParts(policy, lateness);
  return `${how}; ${cost.takes ?? cost.why}${cost.takes === null ? '' : cost.limit}.`;
}

export interface LateWorkParts {
  /** `Handed in 1 day and 3 hours late` */
  how: string;
  cost:
    | { takes: null; why: string }
    /** `2 started days at 5 points each take 10 points`, 25 of them `take all 100 points`; `, but nothing below 50 %`. */
    | { takes: string; limit: string };
}

/** The same in parts, for the sentence that also says what it did to a result. */
export function lateWorkParts(policy: LatePolicy | null, lateness: Lateness): LateWorkParts {
  const how = `Handed in ${latenessSpan(lateness)} late`;
  if (policy === null || policy.pointsADay === 0)
    return { how, cost: { takes: null, why: 'that takes nothing' } };
  const { graceMinutes, pointsADay, floor } = policy;
  if (isWithinGrace(policy, lateness)) {
    const why = `up to ${graceWords(graceMinutes)} ${graceMinutes === 1 ? 'takes' : 'take'} nothing`;
    return { how, cost: { takes: null, why } };
  }
  const { startedDays } = lateness;
  const each = startedDays === 1 ? 'takes' : `at ${pointsWords(pointsADay)} each take`;
  const asked = startedDays * pointsADay;
  const points = asked > EVERYTHING ? `all ${pointsWords(EVERYTHING)}` : pointsWords(asked);
  const takes = `${count(startedDays, 'started day')} ${each} ${points}`;
  return { how, cost: { takes, limit: floor === 0 ? '' : `, but nothing below ${percentOf(floor)}` } };
}

/** `5 points`, `2.5 points`, `1 point` */
export function pointsWords(hundredths: number): string {
  return count(Number((hundredths / 100).toFixed(2)), 'point');
}

function graceWords(minutes: number): string {
  const hours = minutes / 60;
  return Number.isInteger(hours) ? count(hours, 'hour') : count(minutes, 'minute');
}

const percentOf = (hundredths: number) => `${Number((hundredths / 100).toFixed(2))}\u00A0%`;

const count = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`;
