import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Credentials } from '../../../src/certificates/credential-store/credentials.service.js';
import { verifyCredential } from '../../../src/certificates/credential/verify-credential.js';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { PrintPool } from '../../../src/certificates/printing/print-pool.js';
import { CertificateFiles } from '../../../src/certificates/printing/certificate-files.service.js';
import { addressOf, type Code } from '../../../src/certificates/register/code.rules.js';
import { digestOf } from '../../../src/certificates/register/snapshot.rules.js';
import { checkPdf } from '../../../src/certificates/signing/check-pdf.js';
import { Erasures } from '../../../src/users/erasure/erasures.js';
import { Files } from '../../../src/platform/files/files.js';
import { Users } from '../../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { statementsDuring } from '../../support/statements.js';
import { certificateOf, certified } from '../a-cohort.js';

interface CredentialRow {
  subjectId: string | null;
  document: string | null;
  jwt: string | null;
  proofKeyId: string;
  signedAt: Date;
}

describe('the credential of a certificate', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  let people = 0;
  const holding = async () => {
    people += 1;
    const person = {
      ...{ email: `holder${people}@capstone.example`, name: `Hana Holder`, password: 'x', timeZone: 'UTC' },
    };
    const userId = (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
    await certified(app, [userId]);
    return { userId, ...(await certificateOf(app.db, userId)) };
  };
  const rowsOf = (certificateId: string) =>
    app.db.query<CredentialRow[]>(
      `SELECT subject_id AS "subjectId", document, jwt, proof_key_id AS "proofKeyId", signed_at AS "signedAt"
         FROM certificate_credentials WHERE certificate_id = $1`,
      [certificateId],
    );
  const fileOf = async (certificateId: string) => {
    const [row] = await app.db.query<{ key: string; digest: string }[]>(
      `SELECT file_key AS key, digest FROM certificate_files WHERE certificate_id = $1 AND kind = 'pdf'`,
      [certificateId],
    );
    return { ...row, bytes: await app.get(Files).get(row?.key ?? '') };
  };
  const known = async () => ({
    publicUrl: app.config.publicUrl,
    keys: await app.get(KeyRing).all(),
    now: app.clock.now(),
  });
  /** As if it had been issued before there were credentials, or as if a process had been killed before it kept one. */
  const forget = (certificateId: string) =>
    app.db.query(
      `SET session_replication_role = replica;
       DELETE FROM certificate_credentials WHERE certificate_id = '${certificateId}'; RESET ALL`,
    );

  it('is signed when the certificate is printed, in both forms, and enclosed in the signed PDF', async () => {
    const { id, code } = await holding();
    const [row, ...more] = await rowsOf(id);
    expect(more).toEqual([]);
    expect(row?.signedAt).toEqual(app.clock.now());
    expect(row?.proofKeyId).toBe((await app.get(KeyRing).current('proof')).id);
    for (const text of [row?.document, row?.jwt]) {
      const finding = await verifyCredential(text ?? '', await known());
      expect(finding).toMatchObject({
        status: 'valid',
        code,
        credential: {
          id: addressOf(app.config.publicUrl, code as Code),
          credentialSubject: { id: `urn:uuid:${row?.subjectId ?? ''}`, name: 'Hana Holder' },
        },
      });
    }
    const { bytes, digest } = await fileOf(id);
    expect(digestOf(bytes)).toBe(digest);
    expect(await checkPdf(bytes, await known())).toMatchObject({
      kind: 'genuine',
      credential: row?.document,
    });
  });

  it('is the same at every call, at the cost of one statement', async () => {
    const { id } = await holding();
    const credentials = app.get(Credentials);
    const [row] = await rowsOf(id);
    const statements = await statementsDuring(app.db, async () => {
      expect(await credentials.of(id)).toEqual({ document: row?.document, jwt: row?.jwt });
    });
    expect(statements).toHaveLength(1);
  });

  it('is signed once, however many ask for it first, in this process and in another', async () => {
    const other = await startTestApp({ beside: app });
    try {
      const { id } = await holding();
      const { bytes } = await fileOf(id);
      await forget(id);
      const asked = await Promise.all(
        [app, other, app, other].map((process) => process.get(Credentials).of(id)),
      );
      const [row, ...more] = await rowsOf(id);
      expect(more).toEqual([]);
      expect(new Set(asked.map((one) => one?.document))).toEqual(new Set([row?.document]));
      // What was printed before stays as it is.
      await app.get(CertificateFiles).print(id);
      expect((await fileOf(id)).bytes).toEqual(bytes);
    } finally {
      await other.stop();
    }
  });

  it('leaves nothing of its holder when they are erased, and is not signed again', async () => {
    const { id, userId } = await holding();
    await app.get(Erasures).erase(userId, app.ids.ada);
    const [row] = await rowsOf(id);
    expect(row).toMatchObject({ subjectId: null, document: null, jwt: null });
    expect(await app.get(Credentials).of(id)).toBeNull();
  });

  it('is not kept when its holder is erased while it is being signed', async () => {
    const { id, userId } = await holding();
    await forget(id);
    const asked = await during(
      'sign',
      () => app.get(Erasures).erase(userId, app.ids.ada),
      async () => app.get(Credentials).of(id),
    );
    expect(asked).toBeNull();
    expect(await rowsOf(id)).toEqual([]);
  });

  it('is signed again when its key is retired while it is being signed, and so is a PDF', async () => {
    const { id } = await holding();
    const changes = app.get(KeyChanges);
    await forget(id);
    await during(
      'sign',
      () => changes.rotate('proof', app.ids.ada),
      async () => {
        const credential = await app.get(Credentials).of(id);
        expect(await verifyCredential(credential?.document ?? '', await known())).toMatchObject({
          status: 'valid',
          keyName: (await app.get(KeyRing).current('proof')).name,
        });
      },
    );
    await app.db.query(`SET session_replication_role = replica; DELETE FROM certificate_files; RESET ALL`);
    await during(
      'print',
      () => changes.rotate('pdf', app.ids.ada),
      async () => {
        await app.get(CertificateFiles).print(id);
      },
    );
    expect(await checkPdf((await fileOf(id)).bytes, await known())).toMatchObject({
      kind: 'genuine',
      keyName: (await app.get(KeyRing).current('pdf')).name,
    });
  });

  /** Has something happen once the pool has done its next work, and before anybody hears of it. */
  async function during<T>(
    what: 'sign' | 'print',
    happens: () => Promise<unknown>,
    act: () => Promise<T>,
  ): Promise<T> {
    const pool = app.get(PrintPool);
    const own = pool[what].bind(pool) as (...args: unknown[]) => Promise<never>;
    let happened = false;
    pool[what] = async (...args: unknown[]): Promise<never> => {
      const done = await own(...args);
      if (!happened) {
        happened = true;
        await happens();
      }
      return done;
    };
    try {
      return await act();
    } finally {
      pool[what] = own;
      expect(happened).toBe(true);
    }
  }
});
