import { momentField } from '../../courses/cohorts/moment-fields.js';
import { type FormState } from '../../platform/web/forms.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { issuerDid } from './issuer.rules.js';
import { type KeyRecord, MOST_COUNTED } from './key-reads.service.js';
import { currentOf } from './key-ring.service.js';
import { type KeyPurpose, keyPurposes, type PublicKeyRecord } from './signing-key.js';

const uses = {
  proof: {
    title: 'Open Badges credentials',
    kind: 'Ed25519',
    sentence: 'Signs the Open Badges credential of each certificate, and the lists of what was revoked.',
  },
  jwt: {
    title: 'Open Badges credentials as a token (JWT)',
    kind: 'RSA, 3,072 bits',
    sentence: 'Signs the same credential for programs that want a JWT.',
  },
  pdf: {
    title: 'PDFs',
    kind: 'P-256 with an X.509 certificate',
    sentence: 'Signs the files of certificates. Its certificate is by the academy’s own root.',
  },
} as const satisfies Record<KeyPurpose, object>;

/** Every key, for whoever checks what it has signed; times are of UTC. */
export function publicKeysPage(keys: readonly PublicKeyRecord[], publicUrl: string) {
  const utc = clockOf({ timeZone: 'UTC' }, ' UTC');
  return {
    did: issuerDid(publicUrl),
    rooted: keys.some(({ certificateChain }) => certificateChain !== null),
    purposes: keyPurposes.map((purpose) => ({
      ...uses[purpose],
      id: purpose,
      keys: ofPurpose(keys, purpose).map((key) => ({
        ...keyLine(key, utc),
        // Of a compromised key there is no JWK to be had.
        href: key.compromisedSince ? null : `/keys/${key.name}`,
        chainHref: key.certificateChain === null ? null : `/keys/${key.name}.pem`,
      })),
    })),
  };
}

/** The same for administrators, with what each key has signed and what may be done. */
export function keysPage(
  keys: readonly PublicKeyRecord[],
  records: ReadonlyMap<string, KeyRecord>,
  viewer: Viewer,
) {
  const clock = clockOf(viewer);
  return {
    trail: [{ href: '/', label: 'Home' }],
    purposes: keyPurposes.map((purpose) => {
      const current = currentOf(keys, purpose);
      return {
        ...uses[purpose],
        id: purpose,
        rotation: current ? `/academy/keys/${current.id}/successors` : null,
        keys: ofPurpose(keys, purpose).map((key) => ({
          ...keyLine(key, clock),
          certificates: countOf(records.get(key.id)),
          anewHref: key.compromisedSince ? `/academy/keys/${key.id}/certificates` : null,
          compromiseHref: `/academy/keys/${key.id}/compromises`,
        })),
      };
    }),
  };
}

/** The form that says since when a key is not believed, below what was said before. */
export function compromisePage(
  key: PublicKeyRecord,
  record: KeyRecord | null,
  form: FormState,
  viewer: Viewer,
) {
  const clock = clockOf(viewer);
  return {
    title: `Report ${key.name} as lost or copied`,
    trail: [
      { href: '/', label: 'Home' },
      { href: '/academy/keys', label: 'Keys' },
    ],
    name: key.name,
    key: keyLine(key, clock),
    signs: key.retiredAt === null,
    // What a certificate's address answers follows from its credential, and not from who has signed the file.
    files: key.purpose === 'pdf',
    anewHref: key.compromisedSince ? `/academy/keys/${key.id}/certificates` : null,
    action: `/academy/keys/${key.id}/compromises`,
    since: momentField(form, 'since', viewer.timeZone),
    // What is on this page now: whoever sends the form again after a conflict has read it.
    seen: String(record?.events.length ?? 0),
    form,
    history: (record?.events ?? []).map(({ kind, at, since, reason, actor }) => ({
      what:
        kind === 'retired'
          ? 'Another key has taken its place'
          : `Compromised since ${since ? clock(since).words : ''}`,
      at: clock(at),
      actor: actor ?? '–',
      reason,
    })),
  };
}

export function keyLine(key: PublicKeyRecord, clock: (instant: Date) => { iso: string; words: string }) {
  const { name, createdAt, retiredAt, compromisedSince } = key;
  return {
    name,
    made: clock(createdAt),
    tag: compromisedSince
      ? { kind: 'bad', icon: 'shield-x', word: 'Compromised' }
      : retiredAt
        ? { kind: 'plain', icon: 'archive', word: 'Retired' }
        : { kind: 'good', icon: 'pen-line', word: 'Signs now' },
    ended: compromisedSince
      ? { label: 'since', ...clock(compromisedSince) }
      : retiredAt && { label: 'since', ...clock(retiredAt) },
  };
}

/** The newest first. */
const ofPurpose = (keys: readonly PublicKeyRecord[], purpose: KeyPurpose) =>
  keys.filter((key) => key.purpose === purpose).reverse();

/** Times with their year, since keys live long: on the clock of a reader, or of UTC. */
export function clockOf({ timeZone }: Pick<Viewer, 'timeZone'>, after = '') {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return (instant: Date) => ({ iso: instant.toISOString(), words: `${clock.format(instant)}${after}` });
}

const figures = new Intl.NumberFormat('en-GB');

function countOf(record: KeyRecord | undefined): string {
  const count = record ? record.certificates : 0;
  return count === null ? `more than ${figures.format(MOST_COUNTED)}` : figures.format(count);
}
