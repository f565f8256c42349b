import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { documentLoader } from '../../../src/certificates/credential/contexts.js';
import { signCredential } from '../../../src/certificates/credential/sign-credential.js';
import { didDocument } from '../../../src/certificates/keys/did.rules.js';
import { CertificateEvents } from '../../../src/certificates/register/certificate-events.service.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { aSnapshot } from '../a-snapshot.js';
import { aCredential, publicUrl } from '../credential/a-credential.js';
import { openBadgesSchema } from '../credential/open-badges-schema.js';
import { aSigningKey, newSigningKey } from '../keys.js';
import { names } from '../names.js';
import { until } from '../until.js';
import { asPictures } from './pictures.js';
import { asPublicValidator } from './public-validator.js';
import { type Answer, askPython, type Question, withoutPython } from './python.js';
import {
  altered,
  certificatesOfAll,
  contextsByAddress,
  fetched,
  fetchedJson,
  type Person,
  people,
  type Served,
} from './served.js';

interface List {
  readonly credentialSubject: { readonly encodedList: string };
}

describe('what the academy serves', () => {
  let app: TestApp;
  let served: Record<Person, Served>;
  beforeAll(async () => {
    app = await startTestApp();
    served = await certificatesOfAll(app);
  });
  afterAll(() => app.close());

  asPublicValidator(() => ({ app, served }));
  asPictures(() => served);

  describe(`${withoutPython}to a verifier in Python`, () => {
    if (withoutPython !== '') {
      it('can’t be told', () => undefined);
      return;
    }
    let known: Question;
    const everybody = () => Object.entries(served) as [Person, Served][];
    const all = () => Object.values(served);
    const ask = (...asked: Parameters<typeof askPython>[1]) => askPython(known, asked);

    beforeAll(async () => {
      const kid = kidOf(served.vietnamese.jwt);
      known = {
        contexts: await contextsByAddress(),
        did: await fetchedJson<object>(`${app.url}/.well-known/did.json`),
        keys: { [kid]: await fetchedJson<object>(kid) },
      };
    });

    it('is signed by the issuer, whatever the names, and makes the statements that were signed', async () => {
      const answers = await ask(...all().map(({ credential }) => ['proof', credential] as const));
      for (const [at, { believed, reason, canonical }] of answers.entries()) {
        expect([reason, believed]).toEqual([undefined, true]);
        const { proof, ...document } = all()[at]?.credential ?? served.long.credential;
        expect(proof).toHaveLength(1);
        expect(canonical).toBe(await cryptosuite.canonize(document, { documentLoader }));
      }
    });

    it('is not, once a letter, a number or a date of it is another, or it has a member more', async () => {
      const { credential } = served.devanagari;
      const [proof] = credential.proof;
      const changed = [
        altered(credential, people.devanagari, 'अर्जुन'),
        altered(credential, '"82.5"', '"92.5"'),
        altered(credential, credential.validFrom, '2026-11-22T09:00:00Z'),
        altered(credential, '"Strong"', '"Stronger"'),
        { ...credential, awardedDate: '2026-11-23T09:00:00Z' },
        { ...credential, proof: [{ ...proof, created: '2026-11-23T08:00:00Z' }] },
        { ...credential, proof: served.arabic.credential.proof },
      ];
      const answers = await ask(...changed.map((one) => ['proof', one] as const));
      expect(answers.map(({ reason }) => reason)).toEqual(changed.map(() => 'signature'));
      const [stranger] = await ask(['proof', altered(credential, '"did:web:', '"did:web:other.')]);
      expect(stranger).toEqual({ believed: false, reason: 'issuer' });
    });

    it('says the same as a JWT, with the key that its header leads to and with no other', async () => {
      const answers = await ask(...all().map(({ jwt }) => ['jwt', jwt] as const));
      for (const [at, [person, { credential }]] of everybody().entries()) {
        const { proof, ...document } = credential;
        expect(answers[at]).toMatchObject({ believed: true, header: { alg: 'RS256', typ: 'JWT' } });
        expect(proof).toHaveLength(1);
        expect(answers[at]?.claims).toMatchObject({ ...document, jti: document.id, iss: document.issuer.id });
        expect(answers[at]?.claims).toHaveProperty('credentialSubject.name', people[person].normalize('NFC'));
      }
      const { jwt } = served.vietnamese;
      const [head = '', body = '', signature = ''] = jwt.split('.');
      const [, othersBody = ''] = served.arabic.jwt.split('.');
      const otherEnd = signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
      const forged = [`${head}.${othersBody}.${signature}`, `${head}.${body}.${otherEnd}`];
      const refused = await ask(...forged.map((one) => ['jwt', one] as const));
      expect(refused).toEqual(forged.map(() => ({ believed: false, reason: 'signature' })));
      const { publicJwk } = await newSigningKey('jwt');
      const [another] = await askPython({ keys: { [kidOf(jwt)]: publicJwk } }, [['jwt', jwt]]);
      expect(another).toEqual({ believed: false, reason: 'signature' });
    });

    it('is what the JSON Schema asks for', async () => {
      const schema = openBadgesSchema;
      const answers = await ask(
        ...all().map(({ credential }) => ['schema', { schema, credential }] as const),
      );
      expect(answers.flatMap(({ faults }) => faults)).toEqual([]);
      const { validFrom, ...undated } = served.long.credential;
      const [wrong] = await ask(['schema', { schema, credential: undated }]);
      expect([validFrom, wrong?.faults]).toEqual([
        expect.any(String),
        [expect.stringContaining('validFrom')],
      ]);
    });

    it('tells by one bit of a signed list who was revoked, and of nobody else anything', async () => {
      const { statusListCredential: address } = served.revoked.credential.credentialStatus;
      const places = all().map(({ credential }) => credential.credentialStatus.statusListIndex);
      const listKid = kidOf(await fetched(`${address}.jwt`));
      const keys = { ...known.keys, [listKid]: await fetchedJson<object>(listKid) };
      const told = async (): Promise<Answer[]> => {
        const list = await fetchedJson<List>(address);
        const jwt = await fetched(`${address}.jwt`);
        return askPython({ ...known, keys }, [
          ['proof', list],
          ['jwt', jwt],
          ['bits', { list, places }],
        ]);
      };
      const [proof, jwt, before] = await told();
      expect([proof?.believed, jwt?.believed]).toEqual([true, true]);
      expect(before).toMatchObject({ purpose: 'revocation', length: 131_072, set: 0 });

      const publicReason = 'Parts were copied.';
      await app.db.transaction((tx) =>
        app.get(CertificateEvents).append(tx, {
          ...{ certificateId: served.revoked.id, kind: 'revoked', actorId: app.ids.ada, publicReason },
        }),
      );
      await until(async () => (await told())[2]?.set === 1);
      const [proofAfter, jwtAfter, after] = await told();
      expect([proofAfter?.believed, jwtAfter?.believed]).toEqual([true, true]);
      expect(after?.bits).toEqual(everybody().map(([person]) => (person === 'revoked' ? 1 : 0)));
      expect(jwtAfter?.claims).toHaveProperty('credentialSubject.statusPurpose', 'revocation');

      const list = await fetchedJson<List>(address);
      const clean = (await fetchedJson<List>(address.replace('revocation', 'suspension'))).credentialSubject;
      const forged = { ...list, credentialSubject: { ...list.credentialSubject, ...clean } };
      const [refused] = await askPython(known, [['proof', forged]]);
      expect(refused).toEqual({ believed: false, reason: 'signature' });
    });
  });
});

describe(`${withoutPython}to a verifier in Python, a credential`, () => {
  if (withoutPython !== '') {
    it('can’t be told', () => undefined);
    return;
  }
  const created = new Date('2026-11-14T09:31:07Z');

  it('is believed with any name that can be printed', async () => {
    const key = await aSigningKey('proof');
    const signed = await Promise.all(
      names.map((name) => signCredential(aCredential({ holder: { name } }), key, created)),
    );
    const known = { contexts: await contextsByAddress(), did: didDocument(publicUrl, [key]) };
    const answers = await askPython(
      known,
      signed.map((one) => ['proof', one] as const),
    );
    expect(answers.map(({ believed }, at) => [names[at], believed])).toEqual(
      names.map((name) => [name, true]),
    );
  });

  it('has no character of which canonical forms write one thing, and others another', async () => {
    const meaning = 'One.\r\nTwo\tcolumns.\nThree\u000b.\u007f\u0085 “\\" ';
    const [first, ...others] = aSnapshot().competencies;
    if (!first) throw new Error('There is no competency.');
    const key = await aSigningKey('proof');
    const unsigned = aCredential({ competencies: [{ ...first, meaning }, ...others], scales: [] });
    const described = unsigned.credentialSubject.achievement.resultDescription[1]?.rubricCriterionLevel;
    expect(described?.[0]?.description).toBe('One.\nTwo columns.\nThree .   “\\" ');
    const known = { contexts: await contextsByAddress(), did: didDocument(publicUrl, [key]) };
    const [answer] = await askPython(known, [['proof', await signCredential(unsigned, key, created)]]);
    expect(answer?.reason).toBeUndefined();
  });

  it('is not believed once its key is compromised, while one that is only retired still is', async () => {
    const key = await aSigningKey('proof');
    const signed = await signCredential(aCredential(), key, created);
    const contexts = await contextsByAddress();
    const at = new Date('2026-11-20T00:00:00Z');
    const verdict = async (changed: Partial<typeof key>) => {
      const did = didDocument(publicUrl, [{ ...key, ...changed }]);
      return (await askPython({ contexts, did }, [['proof', signed]]))[0];
    };
    expect(await verdict({ retiredAt: at })).toMatchObject({ believed: true });
    expect(await verdict({ retiredAt: at, compromisedSince: at })).toEqual({
      believed: false,
      reason: 'purpose',
    });
  });

  it('is not read at all with a context that nobody has pinned', async () => {
    const key = await aSigningKey('proof');
    const signed = await signCredential(aCredential(), key, created);
    const strange = { ...signed, '@context': [...signed['@context'], 'https://evil.example/context.json'] };
    const known = { contexts: await contextsByAddress(), did: didDocument(publicUrl, [key]) };
    const [answer] = await askPython(known, [['proof', strange]]);
    expect(answer?.believed).toBe(false);
  });
});

const kidOf = (jwt: string): string =>
  (JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
