import { NameCorrections } from '../../src/certificates/corrections/name-corrections.service.js';
import { CertificateRegister } from '../../src/certificates/register/certificate-register.service.js';
import { Users } from '../../src/users/users.service.js';
import { type TestApp } from '../support/app.js';
import { certificateOf, certified } from './a-cohort.js';

/** Two people with a certificate have asked for another name on it. @returns the ids of the requests */
export async function openCorrections(app: TestApp): Promise<{ approved: string; declined: string }> {
  const people: string[] = [];
  for (const name of ['Yusuf Falsch', 'Yara Falsch']) {
    const person = { email: `${name.slice(0, 4)}@capstone.example`, name, password: 'x', timeZone: 'UTC' };
    people.push((await app.db.transaction((tx) => app.get(Users).add(tx, person))).id);
  }
  await certified(app, people);
  const ids: string[] = [];
  for (const id of people) {
    const holder = { id, name: '', timeZone: 'UTC', administrator: false };
    const certificate = await app
      .get(CertificateRegister)
      .visibleTo(holder, (await certificateOf(app.db, id)).id);
    const form = { name: 'Y. Richtig', reason: 'It is misspelt.', account: false };
    await app.get(NameCorrections).ask(holder, certificate, form);
    ids.push((await app.get(NameCorrections).of(certificate.id))[0]?.id ?? '');
  }
  const [approved = '', declined = ''] = ids;
  return { approved, declined };
}
