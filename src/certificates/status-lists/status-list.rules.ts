import { issuerDid } from '../keys/issuer.rules.js';

/** What a list tells; a certificate stands at the same place of both. Revocation first: some programs read no further. */
export const statusPurposes = ['revocation', 'suspension'] as const;
export type StatusPurpose = (typeof statusPurposes)[number];

/**
 * Whose bit is set, by what became of the certificate; that one has expired says its credential. Open Badges 3.0 has room for
 * one status in a credential, so what must not be accepted now is told by the list of revocations: also a certificate that
 * another one has replaced, or whose holder was erased, and one that is suspended, until it is reinstated. The list of
 * suspensions tells the latter apart. The list of revocations tells, too, whose key was in other hands when it signed.
 */
export const statesToldBy = {
  revocation: ['suspended', 'superseded', 'revoked', 'erased'],
  suspension: ['suspended'],
} as const satisfies Record<StatusPurpose, readonly string[]>;

/** Bits of a new list: the least that verifiers take, so that one certificate hides among many (Validate Algorithm, step 2). */
export const LIST_LENGTH = 131_072;

/** How many places of a list are given away. Of those that are drawn then every second one is free, also at the end. */
export const capacityOf = (length: number): number => length / 2;

/** For so long may whoever has fetched a list go on with it: `Cache-Control` and `ttl`. */
export const LIST_TTL_SECONDS = 30;

/** A signed list is good for a day. */
const GOOD_FOR_MS = 24 * 3600 * 1000;

/** Half of it: what is handed out is good for as long at least, even if it were the last answer before an outage. */
export const needsRenewal = (validUntil: Date, now: Date): boolean =>
  validUntil.getTime() - now.getTime() < GOOD_FOR_MS / 2;

/** What clocks of others may be behind ours. */
const CLOCKS_DIFFER_MS = 60_000;

export interface StatusPlace {
  readonly listNumber: number;
  /** From 0. */
  readonly place: number;
}

/** What a credential says of where its status is told (Bitstring Status List 1.0, `BitstringStatusListEntry`). */
export interface StatusEntry {
  readonly id: string;
  readonly type: 'BitstringStatusListEntry';
  readonly statusPurpose: StatusPurpose;
  /** Decimal. */
  readonly statusListIndex: string;
  readonly statusListCredential: string;
}

export const listAddress = (publicUrl: string, listNumber: number, purpose: StatusPurpose): string =>
  `${publicUrl}/status-lists/${listNumber}/${purpose}`;

export function statusEntry(
  { listNumber, place }: StatusPlace,
  purpose: StatusPurpose,
  publicUrl: string,
): StatusEntry {
  const address = listAddress(publicUrl, listNumber, purpose);
  return {
    id: `${address}#${place}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: purpose,
    statusListIndex: String(place),
    statusListCredential: address,
  };
}

/** A list before it is signed (Bitstring Status List 1.0, `BitstringStatusListCredential`). */
export interface UnsignedStatusList {
  readonly '@context': readonly ['https://www.w3.org/ns/credentials/v2'];
  readonly id: string;
  readonly type: readonly ['VerifiableCredential', 'BitstringStatusListCredential'];
  readonly issuer: string;
  /** ISO 8601 in UTC, to the second. */
  readonly validFrom: string;
  readonly validUntil: string;
  readonly credentialSubject: {
    readonly id: string;
    readonly type: 'BitstringStatusList';
    readonly statusPurpose: StatusPurpose;
    /** Milliseconds. */
    readonly ttl: number;
    readonly encodedList: string;
  };
}

/** @param encodedList from `encodedBits` */
export function statusListCredential(
  { listNumber, purpose, encodedList }: { listNumber: number; purpose: StatusPurpose; encodedList: string },
  publicUrl: string,
  now: Date,
): UnsignedStatusList {
  const id = listAddress(publicUrl, listNumber, purpose);
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: issuerDid(publicUrl),
    validFrom: toTheSecond(now.getTime() - CLOCKS_DIFFER_MS),
    validUntil: toTheSecond(now.getTime() + GOOD_FOR_MS),
    credentialSubject: {
      id: `${id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      ttl: LIST_TTL_SECONDS * 1000,
      encodedList,
    },
  };
}

const toTheSecond = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
