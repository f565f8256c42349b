import { buildCredential } from '../../../src/certificates/credential/credential.rules.js';
import {
  type StatusEntry,
  type UnsignedCredential,
} from '../../../src/certificates/credential/credential.shape.js';
import { type CertificateSnapshot } from '../../../src/certificates/register/snapshot.rules.js';
import { aSnapshot } from '../a-snapshot.js';
import { keysIssuer } from '../keys.js';

export const { publicUrl } = keysIssuer;

const entry = (statusPurpose: StatusEntry['statusPurpose']): StatusEntry => ({
  id: `${publicUrl}/status-lists/3/${statusPurpose}#94567`,
  type: 'BitstringStatusListEntry',
  statusPurpose,
  statusListIndex: '94567',
  statusListCredential: `${publicUrl}/status-lists/3/${statusPurpose}`,
});

export const statusEntries = [entry('revocation'), entry('suspension')];

/** With evidence and an end, so that it has every member there is. */
export function aCredential(changes: Partial<CertificateSnapshot> = {}): UnsignedCredential {
  const evidence = { root: '5d7f'.repeat(16), sections: 14 };
  const snapshot = aSnapshot({ evidence, validUntil: '2028-11-14T23:00:00.000Z', ...changes });
  const subjectId = 'urn:uuid:1f0a3c9e-6c62-4b11-9c3f-0a55b1d0c001';
  return buildCredential(snapshot, { publicUrl, subjectId, statusEntries });
}
