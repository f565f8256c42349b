import type { Transitions } from '../../platform/transitions/transitions.js';
import { addressOf, type Code } from './code.rules.js';
import type { CertificateSnapshot } from './snapshot.rules.js';
import { type HideableField, type PrintedFacts, shownFacts } from './visibility.rules.js';

export type CertificateEventKind =
  'issued' | 'suspended' | 'reinstated' | 'revoked' | 'superseded' | 'erased';

export interface CertificateFact {
  readonly kind: CertificateEventKind;
  readonly at: Date;
  /** What the public may read; internal notes stay out of here. */
  readonly publicReason: string | null;
  /** For `superseded`: the code of the certificate that takes its place. */
  readonly successorCode: Code | null;
}

/**
 * Which event may follow which. Suspension is the only state with a way back; what was revoked by mistake is issued
 * anew, under a new code. Erasing ends everything.
 */
const nextEvents = {
  issued: ['suspended', 'revoked', 'superseded', 'erased'],
  suspended: ['reinstated', 'revoked', 'erased'],
  reinstated: ['suspended', 'revoked', 'superseded', 'erased'],
  superseded: ['revoked', 'erased'],
  revoked: ['erased'],
  erased: [],
} as const satisfies Transitions<CertificateEventKind>;

/** Whether `kind` may be written after these events (in the order in which they were written). */
export function mayFollow(
  events: readonly Pick<CertificateFact, 'kind'>[],
  kind: CertificateEventKind,
): boolean {
  const last = events.at(-1);
  if (!last) return kind === 'issued';
  const allowed: readonly CertificateEventKind[] = nextEvents[last.kind];
  return allowed.includes(kind);
}

/** What can be said of a certificate at one moment. `since` is when it became so. */
export type Verdict =
  | { readonly status: 'never-issued' }
  | { readonly status: 'erased'; readonly since: Date }
  | { readonly status: 'revoked'; readonly since: Date; readonly reason: string | null }
  | { readonly status: 'suspended'; readonly since: Date; readonly reason: string | null }
  | { readonly status: 'superseded'; readonly since: Date; readonly successorCode: Code | null }
  | { readonly status: 'key-compromised'; readonly since: Date; readonly reason: string }
  | { readonly status: 'expired'; readonly since: Date }
  | { readonly status: 'valid' };

/** A verdict, or why there is none: the code is mistyped, or no code at all. */
export type Finding = Verdict | { readonly status: 'typing-error' } | { readonly status: 'not-a-code' };

/** A key that had fallen into other hands when it signed the certificate. */
export interface KeyCompromise {
  readonly since: Date;
  /** In the academy's words, for everybody. */
  readonly reason: string;
}

/**
 * The first that fits: never issued · erased · revoked · suspended · superseded · signed with a compromised key ·
 * expired · valid. It is derived from the events (in the order in which they were written), the keys and the clock;
 * expiry is never an event.
 *
 * @param validUntil the first instant at which the certificate has expired
 * @param compromise null where its keys were good when it was signed, or where it was never signed
 */
export function verdictAt(
  events: readonly CertificateFact[],
  validUntil: Date | null,
  now: Date,
  compromise: KeyCompromise | null,
): Verdict {
  const last = (kind: CertificateEventKind) => events.findLast((event) => event.kind === kind);

  if (!last('issued')) return { status: 'never-issued' };

  const erased = last('erased');
  if (erased) return { status: 'erased', since: erased.at };

  const revoked = last('revoked');
  if (revoked) return { status: 'revoked', since: revoked.at, reason: revoked.publicReason };

  const suspended = events.findLast((event) => event.kind === 'suspended' || event.kind === 'reinstated');
  if (suspended?.kind === 'suspended') {
    return { status: 'suspended', since: suspended.at, reason: suspended.publicReason };
  }

  const superseded = last('superseded');
  if (superseded) {
    return { status: 'superseded', since: superseded.at, successorCode: superseded.successorCode };
  }

  if (compromise) return { status: 'key-compromised', ...compromise };

  if (validUntil && now >= validUntil) return { status: 'expired', since: validUntil };
  return { status: 'valid' };
}

/** Whether the public may read sections of the graded work beside a certificate that stands so. */
export const showsEvidence = ({ status }: Pick<Finding, 'status'>): boolean =>
  status === 'valid' || status === 'expired';

/** The JSON that `/verify/:code` answers, whatever the answer is. Instants are ISO 8601 in UTC. */
export interface VerificationAnswer {
  readonly status: Finding['status'];
  readonly checkedAt: string;
  /** null where there is no certificate, and where the person has been erased from it; without what its holder hides. */
  readonly facts: PrintedFacts | null;
  /** When it became revoked, suspended, superseded, expired or erased; or since when its key was in other hands. */
  readonly since?: string;
  /** The public reason of a revocation or a suspension, if one was given; or what became of the key. */
  readonly reason?: string;
  /** The address of the certificate that takes this one's place. */
  readonly supersededBy?: string;
}

/**
 * @param snapshot null where nothing was issued, or where it was erased; an erased certificate's snapshot is left out
 *   even when one is passed
 * @param publicUrl the configured one; the successor's address is built from it
 * @param hidden what the holder keeps from the public
 */
export function verificationAnswer(
  finding: Finding,
  snapshot: CertificateSnapshot | null,
  now: Date,
  publicUrl: string,
  hidden: readonly HideableField[],
): VerificationAnswer {
  return {
    status: finding.status,
    checkedAt: now.toISOString(),
    facts: snapshot && tellsFacts(finding) ? shownFacts(snapshot, hidden) : null,
    ...('since' in finding && { since: finding.since.toISOString() }),
    ...('reason' in finding && finding.reason !== null && { reason: finding.reason }),
    ...('successorCode' in finding &&
      finding.successorCode !== null && { supersededBy: addressOf(publicUrl, finding.successorCode) }),
  };
}

function tellsFacts(finding: Finding): boolean {
  switch (finding.status) {
    case 'not-a-code':
    case 'typing-error':
    case 'never-issued':
    case 'erased':
      return false;
    case 'revoked':
    case 'suspended':
    case 'superseded':
    case 'key-compromised':
    case 'expired':
    case 'valid':
      return true;
  }
}
