import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { CohortInstructor } from '../cohorts/cohort.entity.js';
import { currentWeek } from '../cohorts/schedule.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';
import { Admission } from './admission.entity.js';
import { type LockedCohort } from './enrolment-log.service.js';
import { missingCourses } from './enrolment-sql.js';

export interface Obstacle {
  kind: 'teaches' | 'over' | 'prerequisites' | 'admission';
  sentence: string;
}

/** Whether somebody may take part in a cohort at all, seats aside. */
@Injectable()
export class Eligibility {
  constructor(private readonly clock: Clock) {}

  /** @returns what stands in the way, or null */
  async obstacle(tx: EntityManager, cohort: LockedCohort, userId: string): Promise<Obstacle | null> {
    const cohortId = cohort.id;
    if (await tx.getRepository(CohortInstructor).existsBy({ cohortId, userId })) {
      return { kind: 'teaches', sentence: 'You teach this cohort, so you can’t be its student.' };
    }
    if (currentWeek(cohort, this.clock.now()) > WEEKS) {
      return { kind: 'over', sentence: 'This cohort is over.' };
    }
    const missing: { title: string }[] = await tx.query(missingCourses('$1', '$2'), [cohortId, userId]);
    if (missing.length > 0) return { kind: 'prerequisites', sentence: prerequisiteWords(missing) };
    if (cohort.admission === 'open' || (await tx.getRepository(Admission).existsBy({ cohortId, userId }))) {
      return null;
    }
    const sentence =
      cohort.admission === 'invitation'
        ? 'This cohort is for people who were invited to it. With an invitation, open the link in its mail.'
        : 'Places in this cohort are given by application. Apply on this page.';
    return { kind: 'admission', sentence };
  }
}

/** Which courses somebody has to complete first, in a sentence. */
function prerequisiteWords(missing: readonly { title: string }[]): string {
  const titles = list.format(missing.map(({ title }) => title));
  return `Complete ${titles} first. This cohort builds on ${missing.length === 1 ? 'it' : 'them'}.`;
}

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });
