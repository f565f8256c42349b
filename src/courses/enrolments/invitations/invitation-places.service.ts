import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { type Place } from './invitations.service.js';

/** Something to invite to, for a list to choose from. */
export interface PlaceChoice {
  /** `account`, `administrator`, or `student` or `instructor` with a cohort's id behind a colon. */
  value: string;
  label: string;
  place: Place;
}

@Injectable()
export class InvitationPlaces {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The academy, and every cohort that is not over. */
  async all(): Promise<PlaceChoice[]> {
    const cohorts = await this.db.query<{ id: string; name: string; title: string }[]>(
      `SELECT c.id, c.name, v.title FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id
        WHERE c.week_three_on + 7 > ($1::timestamptz AT TIME ZONE c.time_zone)::date
        ORDER BY c.starts_on, c.name`,
      [this.clock.now()],
    );
    return [
      ...cohorts.flatMap(({ id, name, title }) => [
        choice('student', id, `Student of ${title}, ${name}`),
        choice('instructor', id, `Instructor of ${title}, ${name}`),
      ]),
      choice('account', null, 'An account, and no more'),
      choice('administrator', null, 'Administrator of the academy'),
    ];
  }

  async find(value: string): Promise<PlaceChoice | null> {
    return (await this.all()).find((known) => known.value === value) ?? null;
  }
}

function choice(role: Place['role'], cohortId: string | null, label: string): PlaceChoice {
  return { value: cohortId === null ? role : `${role}:${cohortId}`, label, place: { role, cohortId } };
}
