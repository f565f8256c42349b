import {
  dayIn,
  placeOf,
  readableDay,
  readableTime,
  type ReadableTime,
} from '../courses/times/times.rules.js';
import { placeWords } from '../courses/enrolments/place.rules.js';
import { type Viewer } from '../platform/web/viewer.js';
import { unprintableInName } from '../users/names/printable-names.js';
import { type HomeCohort } from './home.service.js';

export interface HomePage {
  greeting: string | null;
  /** What of one's name a certificate can't print, in one sentence; null where all of it can be. */
  unprintable: string | null;
  learning: {
    title: string;
    cohortName: string;
    href: string;
    due: ReadableTime | null;
    handbookHref: string;
    resultHref: string | null;
  }[];
  /** Cohorts in whose line they wait for a seat. */
  waiting: { title: string; cohortName: string; href: string; place: string }[];
  /** `main`: its button is the page's main one, where work waits. */
  teaching: {
    title: string;
    cohortName: string;
    href: string;
    rosterHref: string;
    progressHref: string;
    waiting: string;
    main: boolean;
  }[];
  open: {
    title: string;
    cohortName: string;
    href: string;
    summary: string;
    startWord: 'started' | 'starts';
    starts: ReadableTime;
  }[];
  administrator: boolean;
  /** How many people ask for another name on their certificate; null where nobody does, or for no administrator. */
  corrections: string | null;
}

/** The start page: what somebody learns and teaches, and what they could join. */
export function homePage(
  cohorts: readonly HomeCohort[],
  viewer: Viewer | null,
  corrections: number,
  now: Date,
): HomePage {
  const dueOf = ({ dueAt, timeZone }: HomeCohort) =>
    dueAt &&
    readableTime(dueAt, {
      readerZone: viewer?.timeZone ?? null,
      cohortZone: timeZone,
      cohortPlace: placeOf(timeZone),
      now,
    });
  const as = (role: HomeCohort['role']) => cohorts.filter((cohort) => cohort.role === role);
  const toGrade = Math.max(
    0,
    as('instructor').findIndex(({ waiting }) => waiting > 0),
  );
  return {
    greeting: viewer && `Welcome back, ${viewer.name}`,
    unprintable: viewer && unprintableInName(viewer.name),
    administrator: viewer?.administrator ?? false,
    corrections:
      corrections === 0
        ? null
        : corrections === 1
          ? '1 person asks for another name on theirs'
          : `${corrections} people ask for another name on theirs`,
    learning: as('student').map((cohort) => ({
      title: cohort.courseTitle,
      cohortName: cohort.name,
      href: `/my/${cohort.slug}`,
      due: dueOf(cohort),
      handbookHref: `/my/${cohort.slug}/handbook`,
      resultHref: cohort.resultEnrolmentId && `/results/${cohort.resultEnrolmentId}`,
    })),
    waiting: as('waiting').map((cohort) => ({
      title: cohort.courseTitle,
      cohortName: cohort.name,
      href: `/cohorts/${cohort.slug}`,
      place: `you are ${placeWords(cohort.place ?? 1, cohort.line ?? 1)} on the waiting list`,
    })),
    teaching: as('instructor').map((cohort, at) => ({
      title: cohort.courseTitle,
      cohortName: cohort.name,
      href: `/grading/cohorts/${cohort.slug}`,
      rosterHref: `/cohorts/${cohort.slug}/enrolments`,
      progressHref: `/cohorts/${cohort.slug}/progress`,
      waiting: waitingWords(cohort.waiting),
      main: at === toGrade && as('student').length === 0,
    })),
    open: as(null).map((cohort) => ({
      title: cohort.courseTitle,
      cohortName: cohort.name,
      href: `/cohorts/${cohort.slug}`,
      summary: cohort.summary,
      startWord: cohort.startsOn < dayIn(cohort.timeZone, now) ? 'started' : 'starts',
      starts: readableDay(cohort.startsOn, { zone: cohort.timeZone, now }),
    })),
  };
}

function waitingWords(waiting: number): string {
  if (waiting === 0) return 'No handbook is waiting to be graded';
  return waiting === 1
    ? '1 handbook is waiting to be graded'
    : `${waiting} handbooks are waiting to be graded`;
}
