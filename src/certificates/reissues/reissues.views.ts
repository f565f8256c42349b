import { type Viewer } from '../../platform/web/viewer.js';
import { clockOf, keyLine } from '../keys/keys.views.js';
import { type KeyPurpose, type PublicKeyRecord } from '../keys/signing-key.js';
import { certificateLine } from '../register/certificate-line.views.js';
import { type RegisteredCertificate } from '../register/certificate-register.service.js';
import { writtenPlace } from './list-place.rules.js';
import {
  MOST_COUNTED,
  type ReissueProgress,
  type SignedCertificates,
} from './signed-certificates.service.js';

/** How long the page waits until it asks again, in milliseconds, while something is still to come. */
const ASK_AGAIN = 2000;

interface SignedByKey {
  readonly key: PublicKeyRecord;
  /** How many events the key has. */
  readonly seen: number;
  /** Whether the page begins with the newest. */
  readonly isFirst: boolean;
  /** Null where the key is not reported as lost or copied. */
  readonly signed: (SignedCertificates & Since & Progress) | null;
}

interface Since {
  readonly since: Date;
  /** Those of `ids`, in their order. */
  readonly certificates: readonly RegisteredCertificate[];
}

interface Progress {
  readonly progress: ReissueProgress;
}

/** What a key has signed while it was in other hands, what becomes of it, and how that goes: `keys/certificates`. */
export function signedCertificatesPage(
  { key, seen, signed, isFirst }: SignedByKey,
  viewer: Viewer,
  publicUrl: string,
) {
  const here = `/academy/keys/${key.id}/certificates`;
  const clock = clockOf(viewer);
  return {
    title: `What ${key.name} has signed`,
    trail: [
      { href: '/', label: 'Home' },
      { href: '/academy/keys', label: 'Keys' },
    ],
    key: keyLine(key, clock),
    reportHref: `/academy/keys/${key.id}/compromises`,
    signed: signed && {
      ...stateOf(signed, key.purpose, clock),
      action: `/academy/keys/${key.id}/reissues`,
      seen: String(seen),
      certificates: signed.certificates.map((certificate) => certificateLine(certificate, publicUrl)),
      newestHref: isFirst ? null : here,
      olderHref: signed.older && `${here}?older=${encodeURIComponent(writtenPlace(signed.older))}`,
    },
  };
}

function stateOf(
  signed: SignedCertificates & Since & Progress,
  purpose: KeyPurpose,
  clock: ReturnType<typeof clockOf>,
) {
  const { states, total, since, progress } = signed;
  const open = states.standing + states['key-compromised'];
  const { issued, files, asked, failures } = progress;
  const isWaiting = progress.state === 'waiting';
  const working = isWaiting || files < issued;
  // Of more than are counted, those that could not be issued may be older than the ones that are.
  const isLeft =
    open > 0 || (total === null && (progress.state === 'failed' || progress.state === 'given-up'));
  const bar = (id: string, label: string, value: number, max: number) => ({
    ...{
      id,
      label,
      value,
      max: Math.max(max, 1),
      words: `${figures.format(value)} of ${figures.format(max)}`,
    },
  });
  return {
    since: clock(since),
    summary: summaryOf(total, open, issued, isLeft),
    meaning: meaningOf(purpose),
    stays: total === null ? null : staysWords(states, issued),
    wait: working ? ASK_AGAIN : null,
    bars:
      asked && total !== null && issued + open > 0
        ? [bar('issued', 'Issued anew', issued, issued + open), bar('files', 'Files made', files, issued)]
        : [],
    asked: asked && { at: clock(asked.at), by: asked.by ?? 'Somebody who was erased' },
    failed: isLeft || isWaiting ? failedWords(progress) : null,
    reasons: isLeft || isWaiting ? failures.map(({ why, count }) => `${ofThem(count)}: ${why}`) : [],
    // While it goes on there is nothing to press.
    button: !isLeft || isWaiting ? null : open === 1 ? 'Issue it anew' : 'Issue these anew',
  };
}

function summaryOf(total: number | null, open: number, issued: number, isLeft: boolean): string {
  const anew =
    issued === 0
      ? ''
      : ` ${issued >= MOST_COUNTED ? 'More than ' : ''}${certificates(issued)} ${issued === 1 ? 'has' : 'have'} been issued anew.`;
  if (total === null) {
    const rest = isLeft ? ' Not all of them have been issued anew.' : '';
    return `It has signed more than ${certificates(MOST_COUNTED)} since then.${anew}${rest}`;
  }
  if (total === 0) return 'It has signed no certificate since then.';
  const toCome =
    open === 0
      ? ' None is left to be issued anew.'
      : ` ${figures.format(open)} ${open === 1 ? 'is' : 'are'} to be issued anew.`;
  return `It has signed ${certificates(total)} since then.${anew}${toCome}`;
}

function failedWords({ state, failures }: ReissueProgress): string | null {
  const count = failures.reduce((sum, one) => sum + one.count, 0);
  const some = count === 0 ? '' : `${count === 1 ? 'One' : figures.format(count)} could not be issued anew`;
  switch (state) {
    case 'done':
      return null;
    case 'waiting':
      return some === '' ? null : `${some} so far. What has failed is tried once more behind all others.`;
    case 'failed':
      return `${some}. Those that were are good; try again for the rest.`;
    case 'given-up':
      return `It was cut off before its end. Those that were issued anew are good; try again for the rest.${some && ` ${some}.`}`;
  }
}

const ofThem = (count: number) => (count === 1 ? 'One of them' : `${figures.format(count)} of them`);

const meaningOf = (purpose: KeyPurpose): string =>
  purpose === 'pdf'
    ? 'Whoever has such a PDF checked here reads that it can’t be believed. The certificates hold: their addresses say so.'
    : 'The addresses of these certificates say that their key was compromised, and other programs don’t believe their credentials.';

/** What nobody issues anew, and why. */
function staysWords(states: SignedCertificates['states'], issued: number): string[] {
  const say = (count: number, one: string, many: string) =>
    count <= 0 ? [] : [count === 1 ? one : `${figures.format(count)} ${many}`];
  return [
    ...say(
      states.suspended,
      'One is suspended and stays so. Once it is reinstated, it can be issued anew.',
      'are suspended and stay so. Once they are reinstated, they can be issued anew.',
    ),
    ...say(states.revoked, 'One was revoked, and stays so.', 'were revoked, and stay so.'),
    ...say(
      states.superseded - issued,
      'One had been replaced by another certificate already.',
      'had been replaced by other certificates already.',
    ),
    ...say(states.erased, 'One was erased with its holder’s data.', 'were erased with their holders’ data.'),
  ];
}

const figures = new Intl.NumberFormat('en-GB');
const certificates = (count: number) => `${figures.format(count)} certificate${count === 1 ? '' : 's'}`;
