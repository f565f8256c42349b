import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { conflict, forbidden, invalid, notFound } from '../../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../../platform/events/domain-events.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { PersonErased } from '../../../users/erasure/person-erased.js';
import { Admissions } from '../admissions.service.js';
import { Eligibility } from '../eligibility.service.js';
import { EnrolmentLog } from '../enrolment-log.service.js';
import { Enrolments } from '../enrolments.service.js';
import {
  Application,
  ApplicationAnswers,
  ApplicationDraft,
  ApplicationEvent,
  ApplicationMark,
  ApplicationNote,
} from './application.entity.js';
import { APPLICATION_DECIDED } from './application-mails.service.js';
import { type ApplicationEventKind, canHappen, decide } from './application.rules.js';
import { ApplicationForms } from './application-forms.service.js';

/** What a reviewer says of an application. */
export interface Review {
  /** Ten: whether each answer shows what is asked. */
  marks: readonly boolean[];
  /** For the other reviewers; may be empty. */
  note: string;
  /** The sequence of the event whose answers were read. */
  seen: number;
}

export interface Decision {
  kind: 'accepted' | 'declined';
  points: number;
  needed: number;
}

/** Applications: sent, changed, withdrawn, and decided by one rule. */
@Injectable()
export class Applications implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
    private readonly mailer: Mailer,
    private readonly log: EnrolmentLog,
    private readonly eligibility: Eligibility,
    private readonly admissions: Admissions,
    private readonly enrolments: Enrolments,
    private readonly forms: ApplicationForms,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, (tx, { personId, actorId }) => this.forget(tx, personId, actorId));
  }

  /** Keeps answers in the making for the next visit. */
  async keepDraft(cohortId: string, userId: string, answers: readonly string[]): Promise<void> {
    await this.db
      .createQueryBuilder()
      .insert()
      .into(ApplicationDraft)
      .values({ cohortId, userId, answers: [...answers], savedAt: this.clock.now() })
      .orUpdate(['answers', 'saved_at'], ['cohort_id', 'user_id'])
      .execute();
  }

  /**
   * Sends an application, or its answers once more after they were changed.
   *
   * @param answers ten texts
   * @throws DomainError invalid, with a sentence: the cohort takes no applications, something else stands in the way,
   *   or it has been decided
   */
  async submit(cohortId: string, userId: string, answers: readonly string[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      const cohort = await this.log.lock(tx, cohortId, [userId]);
      const obstacle = await this.eligibility.obstacle(tx, cohort, userId);
      if (obstacle?.kind === 'teaches') throw forbidden(obstacle.sentence);
      if (obstacle && obstacle.kind !== 'admission') throw invalid(obstacle.sentence);
      if (cohort.admission !== 'application') throw invalid('This cohort takes no applications.');
      if (!obstacle) throw invalid('You are admitted already, so there is nothing to apply for.');
      await this.forms.hold(tx, cohortId);
      const application = await this.findOrBegin(tx, cohortId, userId);
      const last = await lastEvent(tx, application.id);
      if (!canHappen(last?.kind ?? null, 'submitted')) throw invalid(DECIDED);
      const event = await this.append(tx, application, last, { kind: 'submitted', actorId: userId });
      await tx
        .getRepository(ApplicationAnswers)
        .insert({ eventId: event.id, personId: userId, body: [...answers] });
      await tx.getRepository(ApplicationDraft).delete({ cohortId, userId });
    });
  }

  /**
   * Takes an application back before it is decided. It can be sent again.
   *
   * @throws DomainError notFound (never applied), invalid (withdrawn or decided already)
   */
  async withdraw(cohortId: string, userId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.log.lock(tx, cohortId, [userId]);
      const application = await tx.getRepository(Application).findOneBy({ cohortId, userId });
      if (!application) throw notFound();
      const last = await lastEvent(tx, application.id);
      if (!canHappen(last?.kind ?? null, 'withdrawn')) {
        throw invalid(last?.kind === 'withdrawn' ? 'You have withdrawn your application already.' : DECIDED);
      }
      await this.append(tx, application, last, { kind: 'withdrawn', actorId: userId });
    });
  }

  /**
   * Decides by the rule: the marks are counted, and whoever is accepted gets a seat or a place in the line at once.
   *
   * @returns what the marks came to
   * @throws DomainError notFound, forbidden (one's own), conflict: decided or withdrawn by now, or the answers were
   *   changed after they were read
   */
  async decide(applicationId: string, reviewerId: string, { marks, note, seen }: Review): Promise<Decision> {
    return this.db.transaction(async (tx) => {
      const application = await tx.getRepository(Application).findOneBy({ id: applicationId });
      if (!application) throw notFound();
      const { cohortId, userId } = application;
      if (userId === reviewerId) throw forbidden('Somebody else has to decide on your own application.');
      const cohort = await this.log.lock(tx, cohortId, [userId, reviewerId]);
      const last = await lastEvent(tx, applicationId);
      refuseStale(last, seen);
      const { needed } = await this.forms.hold(tx, cohortId);
      const decision = { ...decide(marks, needed), needed };
      const event = await this.append(tx, application, last, { ...decision, actorId: reviewerId });
      await tx
        .getRepository(ApplicationMark)
        .insert(marks.map((shown, at) => ({ eventId: event.id, number: at + 1, shown })));
      if (note !== '') {
        await tx.getRepository(ApplicationNote).insert({ eventId: event.id, personId: userId, body: note });
      }
      if (decision.kind === 'accepted') {
        await this.admissions.grant(tx, { cohortId, userId, via: 'application', byId: reviewerId });
        const enrolled = (await this.log.find(tx, cohortId, userId))?.status ?? null;
        const obstacle = await this.eligibility.obstacle(tx, cohort, userId);
        // Whatever stands in the way by now, they are admitted, and can enrol once it is gone.
        if (!obstacle && (enrolled === null || enrolled === 'left')) {
          await this.enrolments.enrolWithin(tx, cohortId, userId, reviewerId);
        }
      }
      await this.mailer.post(tx, APPLICATION_DECIDED, { eventId: event.id });
      return decision;
    });
  }

  /** The row of a first application. The cohort is locked, so the numbers follow each other. */
  private async findOrBegin(tx: EntityManager, cohortId: string, userId: string): Promise<Application> {
    const repository = tx.getRepository(Application);
    const known = await repository.findOneBy({ cohortId, userId });
    if (known) return known;
    const highest = await repository.maximum('number', { cohortId });
    return repository.save({ cohortId, userId, number: (highest ?? 0) + 1, createdAt: this.clock.now() });
  }

  private async append(
    tx: EntityManager,
    { id, cohortId }: Application,
    last: ApplicationEvent | null,
    what: { kind: ApplicationEventKind; actorId: string; points?: number; needed?: number },
  ): Promise<ApplicationEvent> {
    const event = await tx.getRepository(ApplicationEvent).save({
      applicationId: id,
      sequence: (last?.sequence ?? 0) + 1,
      points: null,
      needed: null,
      ...what,
      at: this.clock.now(),
    });
    await this.audit.record(tx, {
      actorId: what.actorId,
      action: `application.${what.kind}`,
      subjectType: 'application',
      subjectId: id,
      facts: { cohortId, ...(what.points !== undefined && { points: what.points }) },
    });
    return event;
  }

  /** Whoever is forgotten no longer waits for a decision; what they answered is blanked with the side tables. */
  private async forget(tx: EntityManager, personId: string, actorId: string): Promise<void> {
    await tx.getRepository(ApplicationDraft).delete({ userId: personId });
    for (const application of await tx.getRepository(Application).findBy({ userId: personId })) {
      const last = await lastEvent(tx, application.id);
      if (last?.kind === 'submitted') {
        await this.append(tx, application, last, { kind: 'withdrawn', actorId });
      }
    }
  }
}

const DECIDED = 'Your application has been decided, so it can’t be changed any more.';

function lastEvent(tx: EntityManager, applicationId: string): Promise<ApplicationEvent | null> {
  return tx
    .getRepository(ApplicationEvent)
    .findOne({ where: { applicationId }, order: { sequence: 'DESC' } });
}

/** Two who review at once make one decision: the second reads what the first has made of it. */
function refuseStale(last: ApplicationEvent | null, seen: number): void {
  if (last?.kind === 'submitted' && last.sequence === seen) return;
  if (last?.kind === 'submitted') {
    throw conflict(
      'The answers were changed while you read them. Nothing is decided; they are shown as they are now.',
    );
  }
  if (last?.kind === 'withdrawn')
    throw conflict('The application was withdrawn in the meantime. Nothing is decided.');
  throw conflict(
    `Somebody else has decided in the meantime: ${last?.kind ?? ''} with ${last?.points ?? 0} of 10. Your marks were not kept.`,
  );
}
