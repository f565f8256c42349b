import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lastEvent, seatedKinds } from '../../courses/enrolments/enrolment-sql.js';
import { placeOf, readableClock, readableTime } from '../../courses/times/times.rules.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Correspondence, type Letter, type Reader } from '../../users/correspondence/correspondence.js';
import { type ExtensionKind } from './extension.rules.js';

interface Ids {
  extensionId: string;
  personId: string;
}

const kinds = {
  extended: {
    mail: 'deadline-extended',
    title: 'More time for your work',
    about: 'Until when your work is due, when your instructor gives you more time than the others.',
  },
  returned: {
    mail: 'handbook-returned',
    title: 'Your work comes back',
    about: 'Until when you can work on it, when your instructor returns an attempt to you.',
  },
} satisfies Record<ExtensionKind, { mail: string; title: string; about: string }>;

/** Whoever is given time is told until when. The mail says nothing of marks, and nothing of why. */
@Injectable()
export class ExtensionMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    for (const kind of ['extended', 'returned'] as const) {
      const { mail, title, about } = kinds[kind];
      this.correspondence.define(mail, {
        ...{ title, about, required: 'Whoever misses it would not use the time.' },
        compose: (ids: Ids, reader) => this.compose(kind, ids, reader),
      });
    }
  }

  async post(tx: EntityManager, kind: ExtensionKind, people: readonly Ids[]): Promise<void> {
    await this.correspondence.postAll(tx, kinds[kind].mail, people);
  }

  /** Null for whoever has no seat any more. */
  private async compose(
    kind: ExtensionKind,
    { extensionId, personId }: Ids,
    reader: Reader,
  ): Promise<Letter | null> {
    interface Row {
      until: Date;
      attempt: number | null;
      handedIn: boolean;
      slug: string;
      timeZone: string;
      cohortName: string;
      courseTitle: string;
      assignmentTitle: string;
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT x.until, s.number AS attempt, EXISTS (SELECT FROM submissions l WHERE l.enrolment_id = e.id) AS "handedIn",
              c.slug, c.time_zone AS "timeZone", c.name AS "cohortName", v.title AS "courseTitle",
              t.title AS "assignmentTitle"
         FROM extensions x JOIN enrolments e ON e.id = x.enrolment_id AND e.user_id = $2 ${lastEvent}
         JOIN cohorts c ON c.id = e.cohort_id JOIN course_versions v ON v.id = c.course_version_id
         JOIN assignments a ON a.cohort_id = c.id JOIN templates t ON t.id = a.template_id
         LEFT JOIN submissions s ON s.id = x.submission_id
        WHERE x.id = $1 AND last.kind IN ${seatedKinds}`,
      [extensionId, personId],
    );
    if (!row) return null;
    const { until, attempt, handedIn, slug, timeZone, ...titles } = row;
    const now = this.clock.now();
    const reading = {
      ...{ readerZone: reader.timeZone, cohortZone: timeZone, cohortPlace: placeOf(timeZone), now },
    };
    const ahead = until > now;
    const short = readableClock(until, { ...reading, cohortZone: reader.timeZone, cohortPlace: '' }).words;
    const advice = adviceOf(kind, { attempt: attempt ?? 0, handedIn, ahead });
    return {
      subject:
        kind === 'returned'
          ? `${titles.assignmentTitle}: yours to revise until ${short}`
          : ahead
            ? `${titles.assignmentTitle}: you have until ${short}`
            : `${titles.assignmentTitle}: work handed in by ${short} is in time`,
      gist: advice,
      template: 'time-given',
      model: {
        ...titles,
        ...{ returned: kind === 'returned', ahead, advice },
        time: (ahead ? readableTime : readableClock)(until, reading).words,
        link: `${this.config.publicUrl}/my/${slug}/handbook`,
      },
    };
  }
}

function adviceOf(
  kind: ExtensionKind,
  { attempt, handedIn, ahead }: { attempt: number; handedIn: boolean; ahead: boolean },
): string {
  if (kind === 'returned') {
    return `Attempt ${attempt} stays as it is. Your handbook is open again: hand in attempt ${attempt + 1} when you are done. Your handbook’s page says why it came back.`;
  }
  if (!ahead) return 'What you handed in by then counts as handed in in time.';
  return handedIn
    ? 'What you have handed in by then counts as in time. You can hand in again; the latest attempt is the one that is graded.'
    : 'What you hand in by then counts as in time. You can hand in as often as you like; the latest attempt is the one that is graded.';
}
