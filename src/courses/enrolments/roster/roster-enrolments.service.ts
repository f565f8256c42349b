import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DomainError, invalid } from '../../../platform/errors/domain-errors.js';
import { Users } from '../../../users/users.service.js';
import { Admissions } from '../admissions.service.js';
import { type Enrolled, Enrolments } from '../enrolments.service.js';

/** Enrolling somebody else, who has an account. */
@Injectable()
export class RosterEnrolments {
  constructor(
    private readonly db: DataSource,
    private readonly users: Users,
    private readonly admissions: Admissions,
    private readonly enrolments: Enrolments,
  ) {}

  /**
   * Enrols whoever has this address. An administrator admits by that, also where places are given by invitation or
   * application; seats and courses that come first count as for everybody.
   *
   * @throws DomainError invalid, about the field `email`: nobody has it, or why they can't be enrolled
   */
  async enrol(cohortId: string, address: string, administratorId: string): Promise<Enrolled> {
    const person = await this.users.byEmail(address);
    if (!person) throw atAddress('Nobody has an account with this address. Invite them instead.');
    try {
      return await this.db.transaction(async (tx) => {
        await this.admissions.grant(tx, {
          cohortId,
          userId: person.id,
          via: 'administrator',
          byId: administratorId,
        });
        return this.enrolments.enrolWithin(tx, cohortId, person.id, administratorId);
      });
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'notFound') throw error;
      throw atAddress(aboutThem(error.message));
    }
  }
}

const atAddress = (message: string) => invalid(message, [{ field: 'email', message }]);

/** A sentence for the person, told to somebody else. */
function aboutThem(sentence: string): string {
  return sentence
    .replace(/^You are/, 'They are')
    .replace(/^You teach this cohort, so you/, 'They teach this cohort, so they')
    .replace(/^Complete (.+) first\./, 'They have to complete $1 first.');
}
