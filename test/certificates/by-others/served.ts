import { documentLoader } from '../../../src/certificates/credential/contexts.js';
import { type SignedCredential } from '../../../src/certificates/credential/credential.shape.js';
import { pinnedContexts } from '../../../src/certificates/credential/pinned-contexts.rules.js';
import { type Code, writtenCode } from '../../../src/certificates/register/code.rules.js';
import { Users } from '../../../src/users/users.service.js';
import { type TestApp } from '../../support/app.js';
import { certificateOf, certified } from '../a-cohort.js';

/** Names of several scripts, of letters with marks, beyond the first 65,536 characters, and as long as can be. */
export const people = {
  vietnamese: 'Zoë Nguyễn',
  arabic: 'مُحَمَّد بن عبد الله',
  hebrew: 'שָׁלוֹם (David) כּוֹכָב',
  devanagari: 'अर्जुन क्षत्रिय श्रीवास्तव',
  han: '髙橋 𠮷野 \u{20bb7}葛\u{e0100}城',
  marks: 'R̃aghu x̂ŷ g̃uarani',
  long: 'Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Alexander Maximilian von Hohenzollern-Sigmaringen und zu Thurn Taxis A',
  revoked: 'Jean‐Luc O’Brien, Esq.',
} as const;

export type Person = keyof typeof people;

/** A certificate as anybody gets it at its address. */
export interface Served {
  readonly id: string;
  readonly address: string;
  readonly credential: SignedCredential;
  readonly jwt: string;
}

/** Everybody's certificate, issued by one release. */
export async function certificatesOfAll(app: TestApp): Promise<Record<Person, Served>> {
  const ids: [Person, string][] = [];
  for (const [key, name] of Object.entries(people)) {
    const person = { email: `${key}@others.example`, name, password: 'x', timeZone: 'UTC' };
    ids.push([key as Person, (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id]);
  }
  const settings = { certificateMonths: 24 };
  await certified(
    app,
    ids.map(([, id]) => id),
    settings,
  );
  const served = {} as Record<Person, Served>;
  for (const [key, userId] of ids) {
    const { id, code } = await certificateOf(app.db, userId);
    const address = `${app.url}/verify/${writtenCode(code as Code)}`;
    const credential = JSON.parse(await fetched(`${address}.jsonld`)) as SignedCredential;
    served[key] = { id, address, credential, jwt: await fetched(`${address}.jwt`) };
  }
  return served;
}

/** The text of what an address answers, asked as programs do that say nothing of what they like. */
export async function fetched(address: string, accept = '*/*'): Promise<string> {
  const answer = await fetch(address, { headers: { accept } });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}.`);
  return answer.text();
}

export const fetchedJson = async <T>(address: string, accept?: string) =>
  JSON.parse(await fetched(address, accept)) as T;

/** The contexts of credentials by their addresses, as a stranger has them with it. */
export async function contextsByAddress(): Promise<Record<string, object>> {
  const documents = await Promise.all(
    pinnedContexts.map(async (address) => [address, (await documentLoader(address)).document] as const),
  );
  return Object.fromEntries(documents);
}

/** The same with one of its strings written otherwise. */
export function altered<T extends object>(credential: T, from: string, to: string): T {
  const text = JSON.stringify(credential);
  if (!text.includes(from)) throw new Error(`It does not say ${from}.`);
  return JSON.parse(text.replace(from, to)) as T;
}
