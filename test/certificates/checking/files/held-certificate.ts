import { Copies } from '../../../../src/certificates/credential-store/copies.service.js';
import { parseCode } from '../../../../src/certificates/register/code.rules.js';
import { type CertificateSnapshot } from '../../../../src/certificates/register/snapshot.rules.js';
import { type TestApp } from '../../../support/app.js';

export const heldForms = ['pdf', 'png', 'svg', 'jsonld', 'jwt'] as const;

/** A certificate in each form that its holder has. */
export interface HeldCertificate {
  readonly snapshot: CertificateSnapshot;
  readonly as: (form: (typeof heldForms)[number]) => Promise<Buffer>;
}

export async function heldCertificate(app: TestApp, code: string): Promise<HeldCertificate> {
  const parsed = parseCode(code);
  const [row] = await app.db.query<{ id: string; body: string }[]>(
    `SELECT c.id, s.body FROM certificates c JOIN certificate_snapshots s ON s.certificate_id = c.id WHERE c.code = $1`,
    [parsed.kind === 'code' ? parsed.code : ''],
  );
  if (!row) throw new Error(`There is no certificate ${code}.`);
  const copies = app.get(Copies);
  return {
    snapshot: JSON.parse(row.body) as CertificateSnapshot,
    as: async (form) => Buffer.from(await copies.of(row.id, form)),
  };
}
