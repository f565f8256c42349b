import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Temporal } from 'temporal-polyfill';
import { HandbookUpdates } from '../../assignments/handbooks/handbook-store.js';
import { type SectionPlace } from '../../assignments/sections/section-kind.rules.js';
import { type SectionKindName } from '../../assignments/sections/section-kinds.rules.js';
import { type Admission, type Cohort } from '../../courses/cohorts/cohort.entity.js';
import { digestOf, LateWorkDecisions } from '../../grading/lateness/late-work-decisions.service.js';
import { Chronicle } from './chronicle.js';
import { type CompanyName, retyped, secondThoughts, textAbout, typed } from './handbooks/texts.js';
import { type Newcomer, Newcomers } from './newcomers.js';
import { type Stage, ZONE } from './story-line.js';

export interface DemoCohort {
  slug: string;
  course: 'strategist' | 'manager';
  /** Its first day. */
  monday: Temporal.PlainDate;
  admission?: Admission;
}

/** Somebody with a seat. */
export interface Seated {
  personId: string;
  enrolmentId: string;
  handbookId: string;
}

const signatories = [
  { name: 'Ada Lindqvist', role: 'Director of studies' },
  { name: 'Bob Tanaka', role: 'Instructor' },
];
/** Late work: 30 minutes of grace, then five points for each started day, never below 50 %. */
const policy = { graceMinutes: 30, pointsADay: 500, floor: 5000 };

/** Opens the demo's cohorts and seats people in them. */
@Injectable()
export class DemoCohorts {
  private readonly updates = new Map<string, Uint8Array>();

  constructor(
    private readonly db: DataSource,
    private readonly chronicle: Chronicle,
    private readonly newcomers: Newcomers,
    private readonly store: HandbookUpdates,
    private readonly lateWork: LateWorkDecisions,
  ) {}

  /** A cohort of three weeks; its work is due on the last day at 18:00 and taken for two days more. */
  async open(stage: Stage, { slug, course, monday, admission = 'open' }: DemoCohort): Promise<Cohort> {
    const { ids, versions } = stage;
    const from = monday.toLocaleString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
    const settings = {
      ...{ slug, admission, signatories, seats: 40, timeZone: ZONE },
      name: `${course === 'strategist' ? 'Strategists' : 'Managers'} from ${from}`,
      startsOn: monday.toString(),
      joinUrl: 'https://meet.example/harbour-academy',
      instructorIds: [ids.bob, ids.noor],
      dueLocal: `${monday.add({ days: 20 }).toString()}T18:00`,
      cutOffLocal: `${monday.add({ days: 22 }).toString()}T18:00`,
    };
    const cohort = await this.chronicle.openCohort(versions[course], settings, ids.ada);
    await this.lateWork.setPolicy({
      ...{ cohortId: cohort.id, policy, seen: 0, actorId: ids.bob },
      reviewed: digestOf([]),
    });
    return cohort;
  }

  /** Somebody makes an account, enrols, and opens their handbook. */
  async seat(cohort: Cohort, newcomer: Newcomer): Promise<Seated> {
    return this.seatKnown(cohort, await this.newcomers.add(newcomer));
  }

  async seatKnown(cohort: Cohort, personId: string): Promise<Seated> {
    const handbookId = await this.chronicle.enrol(cohort, personId);
    const [row] = await this.db.query<{ id: string }[]>(
      'SELECT enrolment_id AS id FROM handbooks WHERE id = $1',
      [handbookId],
    );
    return { personId, handbookId, enrolmentId: row?.id ?? '' };
  }

  /** Somebody types about a company into their handbook; a section only once. */
  async write(
    { handbookId, personId }: Seated,
    { company, year, only, without = [] }: Writing,
    places?: readonly SectionPlace<SectionKindName>[],
  ): Promise<void> {
    const name = JSON.stringify([company, year, only, without]);
    const text = Object.entries(textAbout(company, year)).filter(
      ([key]) => (only?.includes(key) ?? true) && !without.includes(key),
    );
    const update = this.updates.get(name) ?? typed(Object.fromEntries(text), places);
    this.updates.set(name, update);
    await this.store.append(handbookId, update, personId);
  }

  /** Somebody changes their mind about some sections: what is the same stays as it is, word by word. */
  async revise({ handbookId, personId }: Seated, writing: Writing): Promise<void> {
    const before = await this.store.load(handbookId);
    await this.store.append(handbookId, retyped(before, secondThoughts(writing)), personId);
  }
}

/** What somebody writes down: about whom, and which sections. */
interface Writing {
  company: CompanyName;
  /** The one that is planned. */
  year: number;
  only?: readonly string[];
  without?: readonly string[];
}
