import { type Code } from '../register/code.rules.js';
import { type UnsignedCredential } from './credential.shape.js';

/** What is found about a credential that somebody shows. One sentence says it to people. */
export type Finding = Genuine | { readonly status: Fault; readonly sentence: string };

/** Unaltered, and signed with a key of the academy's that was good by then. */
export interface Genuine {
  readonly status: 'valid' | 'not-yet-valid' | 'expired';
  readonly sentence: string;
  readonly form: 'proof' | 'jwt';
  readonly code: Code;
  readonly credential: UnsignedCredential;
  readonly keyName: string;
  /** By its own words. */
  readonly signedAt: Date;
  /**
   * When the key fell into other hands, later than `signedAt`. Whoever has it can write an earlier time, so such a
   * credential is to be believed only where it equals the one that the academy keeps.
   */
  readonly keyCompromisedSince: Date | null;
}

export type Fault = keyof typeof faults;

const notAsOurs =
  'This is not written as certificates of this academy are: it was changed, or somebody else made it.';

/**
 * Why a credential is not the academy's, or not as it was signed, for people who know certificates and no formats. `what` is
 * a stranger's word: who issued it, or which key signed it.
 */
export const faults = {
  'too-large': () => 'This is larger than any certificate of this academy.',
  'not-json': () => 'This is no credential: it is neither JSON nor a JWT.',
  'members-twice': () =>
    'This says something twice, so one program could show this and another one that. Certificates never do.',
  'not-a-certificate': () => 'This is not the credential of a certificate.',
  'foreign-issuer-names-us': (what) =>
    `This names this academy, but ${what} issued it. It is not a certificate of this academy.`,
  'unpinned-did': (what) => `This was issued in the name of ${what}, which is not this academy.`,
  'strangers-key': (what) => `This was signed with a stranger’s key, ${what}.`,
  'foreign-issuer': (what) => `This was issued by ${what}, not by this academy.`,
  'unknown-context': () => notAsOurs,
  unsigned: () => 'This has no signature.',
  'several-proofs': () => 'This has more than one signature; certificates of this academy have one.',
  'another-proof': () => 'This is signed in a way that certificates of this academy never are.',
  'key-not-ours': () => 'This was signed in this academy’s name, but not with a key of its own.',
  'another-shape': () => notAsOurs,
  'signature-broken': () => 'This was altered after it was signed, or was never signed by this academy.',
  'claims-differ': () =>
    'This says one thing in one place and another in the next, so nobody knows what holds.',
  'key-not-yet-made': (what) =>
    `This says that it was signed before the key existed that signed it, ${what}.`,
  'signed-in-future': () => 'This says that it was signed at a time that has not come yet.',
  'key-retired': (what) => `This was signed with a key that was no longer in use, ${what}.`,
  'key-compromised': (what) =>
    `This was signed with the key ${what} after that had fallen into other hands, so nobody can tell who signed it.`,
} as const satisfies Record<string, (what: string) => string>;

export const genuine = {
  valid: 'This is a certificate of this academy, as it was signed.',
  'not-yet-valid': 'This is a certificate of this academy, as it was signed, but it is not valid yet.',
  expired: 'This is a certificate of this academy, as it was signed, but it has expired.',
} as const satisfies Record<Genuine['status'], string>;

/** Ends the reading of a credential. */
export class Faulty extends Error {
  constructor(
    readonly status: Fault,
    what = '',
  ) {
    super(faults[status](shortened(what)));
  }
}

const LONGEST = 120;

/** A stranger's words in one line, without what could turn the sentence around it. */
function shortened(what: string): string {
  const line = what.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
