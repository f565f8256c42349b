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

/** As the rubric of everyday has it: passing takes the second level of four, in whatever it takes one. */
const scales = aSnapshot().competencies.map(({ key }) => ({
  key,
  levels: [
    { level: 'Insufficient', meaning: 'Nothing follows from what was found.' },
    { level: 'Developing', meaning: 'There is a choice, but it does not follow from what was found.' },
    { level: 'Proficient', meaning: 'The choice follows from the findings, and names what it rules out.' },
    {
      level: 'Excellent',
      meaning: 'Findings rest on sources with dates, and an executive can decide from them.',
    },
  ],
  ...(key !== 'numbers' && { required: 'Developing' }),
}));

/** With a picture, evidence, scales and an end, so that it has every member there is. */
export function aCredential(changes: Partial<CertificateSnapshot> = {}): UnsignedCredential {
  const evidence = { root: '5d7f'.repeat(16), sections: 14 };
  const academy = { name: 'Capstone Academy', logo: '07c1'.repeat(16) };
  const validUntil = '2028-11-14T23:00:00.000Z';
  const snapshot = aSnapshot({ academy, evidence, scales, validUntil, ...changes });
  const subjectId = 'urn:uuid:1f0a3c9e-6c62-4b11-9c3f-0a55b1d0c001';
  return buildCredential(snapshot, { publicUrl, subjectId, statusEntries });
}
