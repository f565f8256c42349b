import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { type KeyPurpose } from '../../../src/certificates/keys/signing-key.js';
import { type Code, writtenCode } from '../../../src/certificates/register/code.rules.js';
import { Users } from '../../../src/users/users.service.js';
import { type Browser, type TestApp } from '../../support/app.js';
import { jobsDone } from '../../support/jobs.js';
import { aCohort, certificatesOf, release } from '../a-cohort.js';

export interface Graduate {
  readonly name: string;
  readonly userId: string;
  readonly email: string;
  readonly id: string;
  readonly path: string;
}

/** Somebody with a certificate, whose file is made. */
export async function aGraduate(app: TestApp, name: string): Promise<Graduate> {
  const email = `${name.toLowerCase().replaceAll(/\W+/g, '-')}@graduates.example`;
  const person = { email, name, password: 'x', timeZone: 'UTC' };
  const userId = (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
  await release(app, await aCohort(app, [userId]), [{ student: userId, passed: true }]);
  await jobsDone(app.db);
  return { name, userId, email, ...(await newestOf(app, userId)) };
}

/** The last certificate that was issued to somebody, and its public page. */
export async function newestOf(app: TestApp, userId: string): Promise<{ id: string; path: string }> {
  const [row] = (await certificatesOf(app.db, userId)).slice(-1);
  if (!row) throw new Error('This person has no certificate.');
  return { id: row.id, path: `/verify/${writtenCode(row.code as Code)}` };
}

/** The key that signs now is reported as stolen. @returns its id */
export async function steal(app: TestApp, ada: Browser, purpose: KeyPurpose, since: string): Promise<string> {
  const { id } = await app.get(KeyRing).current(purpose);
  const answer = await ada.post(`/academy/keys/${id}/compromises`, { since, reason: 'Stolen.', seen: '0' });
  if (answer.status !== 303) throw new Error(`It was answered ${answer.status}.`);
  await jobsDone(app.db);
  return id;
}
