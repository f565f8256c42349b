import { KeyChanges } from '../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../src/certificates/keys/key-ring.service.js';
import { CertificateEvents } from '../../src/certificates/register/certificate-events.service.js';
import {
  addressOf,
  type Code,
  fixedDemoCode,
  newCode,
  writtenCode,
} from '../../src/certificates/register/code.rules.js';
import { type CertificateSnapshot } from '../../src/certificates/register/snapshot.rules.js';
import { type Finding } from '../../src/certificates/register/status.rules.js';
import { Issuance } from '../../src/certificates/issuing/issuance.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { Users } from '../../src/users/users.service.js';
import { type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, certificateOf, type IssuedRow, release } from './a-cohort.js';

/** Under which code an address gives each answer; `successor` is the one that has taken the place of another. */
export type EveryAnswer = Record<Finding['status'] | 'successor' | 'withheld', string>;

export const keyReason = 'A laptop with a copy of the key was stolen.';
export const answersReason = 'Parts of the handbook were copied from somebody else’s.';

/**
 * Certificates in every status, issued by one release. Of the one that is called *withheld* its holder hides all that
 * can be hidden. Time goes on by two months.
 */
export async function everyAnswer(app: TestApp): Promise<EveryAnswer> {
  const names = {
    valid: 'Zoë Nguyễn',
    expired: 'Юлия Иванова',
    superseded: 'Håkon Ødegård',
    suspended: 'Θάλεια Παππά',
    revoked: 'Ron Revoked',
    erased: 'Erik Erased',
    withheld: 'Wilma Withheld',
    'key-compromised': 'Keyla Compromised',
  };
  const people = {} as Record<keyof typeof names, string>;
  for (const [key, name] of Object.entries(names))
    people[key as keyof typeof names] = await aPerson(app, key, name);

  const expiring = await aCohort(app, [people.expired], { certificateMonths: 1 });
  await release(app, expiring, [{ student: people.expired, passed: true }]);
  const others = Object.values(people).filter(
    (id) => ![people.expired, people['key-compromised']].includes(id),
  );
  const lasting = await aCohort(app, others);
  const releaseId = await release(
    app,
    lasting,
    others.map((student) => ({ student, passed: true })),
  );
  await jobsDone(app.db);
  app.clock.advance(61 * 24 * 60 * 60 * 1000);
  await signWithAStolenKey(app, people['key-compromised']);

  const issued = {} as Record<keyof typeof names, IssuedRow>;
  for (const [key, id] of Object.entries(people))
    issued[key as keyof typeof names] = await certificateOf(app.db, id);
  const append = (kind: 'suspended' | 'revoked', publicReason: string) =>
    app.db.transaction((tx) =>
      app
        .get(CertificateEvents)
        .append(tx, { certificateId: issued[kind].id, kind, actorId: app.ids.ada, publicReason }),
    );
  await append('suspended', 'The academy is looking into a complaint.');
  await append('revoked', answersReason);
  await app.get(Erasures).erase(people.erased, app.ids.ada);
  await app.db.query(
    `INSERT INTO certificate_visibilities (certificate_id, hidden, version, updated_at)
     VALUES ($1, '{holder,result,competencies,cohort}', 1, now())`,
    [issued.withheld.id],
  );
  const successor = await supersede(app, issued.superseded, { releaseId, holderId: people.superseded });
  await jobsDone(app.db);

  const written = ({ code }: IssuedRow) => writtenCode(code as Code);
  return {
    valid: written(issued.valid),
    expired: written(issued.expired),
    superseded: written(issued.superseded),
    successor: writtenCode(successor),
    suspended: written(issued.suspended),
    revoked: written(issued.revoked),
    erased: written(issued.erased),
    withheld: written(issued.withheld),
    'key-compromised': written(issued['key-compromised']),
    'never-issued': writtenCode(fixedDemoCode('never')),
    'typing-error': writtenCode(fixedDemoCode('never')).replace(/.$/, (last) => (last === 'Z' ? 'Y' : 'Z')),
    'not-a-code': 'hello',
  };
}

/** The key that has signed the others falls into other hands, and then signs one more. */
async function signWithAStolenKey(app: TestApp, student: string): Promise<void> {
  await release(app, await aCohort(app, [student]), [{ student, passed: true }]);
  await jobsDone(app.db);
  const { id } = await app.get(KeyRing).current('proof');
  await app.get(KeyChanges).compromise(id, { since: app.clock.now(), reason: keyReason }, app.ids.ada);
}

async function aPerson(app: TestApp, key: string, name: string): Promise<string> {
  const person = { email: `${key}@answers.example`, name, password: 'x', timeZone: 'UTC' };
  return (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
}

async function supersede(
  app: TestApp,
  former: IssuedRow,
  { releaseId, holderId }: { releaseId: string; holderId: string },
): Promise<Code> {
  const code = newCode();
  await app.db.transaction(async (tx) => {
    const [row] = await tx.query<{ body: string; gradeEventId: string }[]>(
      `SELECT s.body, c.grade_event_id AS "gradeEventId" FROM certificates c
         JOIN certificate_snapshots s ON s.certificate_id = c.id WHERE c.id = $1`,
      [former.id],
    );
    if (!row) throw new Error('There is no such certificate.');
    const snapshot = {
      ...(JSON.parse(row.body) as CertificateSnapshot),
      code,
      address: addressOf(app.config.publicUrl, code),
      issuedAt: app.clock.now().toISOString(),
    };
    await app.get(Issuance).issue(tx, {
      ...{ enrolmentId: former.enrolmentId, releaseId, gradeEventId: row.gradeEventId, holderId, snapshot },
      supersedes: { certificateId: former.id, publicReason: null },
      actorId: app.ids.ada,
    });
  });
  return code;
}
