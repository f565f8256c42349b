import { describe, expect, it } from '@jest/globals';
import { createList, decodeList } from '@digitalbazaar/vc-bitstring-status-list';
import fc from 'fast-check';
import { bitsOf, encodedBits } from '../../../src/certificates/status-lists/bitstring.js';
import {
  capacityOf,
  LIST_LENGTH,
  needsRenewal,
  statusEntry,
  statusListCredential,
} from '../../../src/certificates/status-lists/status-list.rules.js';

const publicUrl = 'https://capstone.example:8443';

describe('the bits of a status list', () => {
  const someoneElses = async (places: readonly number[]) => {
    const list = await createList({ length: LIST_LENGTH });
    for (const place of places) list.setStatus(place, true);
    return list.encode();
  };

  it('are what another implementation reads', async () => {
    const places = fc.uniqueArray(fc.nat(LIST_LENGTH - 1), { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(places, fc.nat(LIST_LENGTH - 1), async (set, other) => {
        const list = await decodeList({ encodedList: encodedBits(bitsOf(set, LIST_LENGTH)) });
        expect(list.length).toBe(LIST_LENGTH);
        for (const place of set) expect(list.getStatus(place)).toBe(true);
        expect(list.getStatus(other)).toBe(set.includes(other));
      }),
      { numRuns: 25 },
    );
  });

  it.each([[[]], [[0]], [[LIST_LENGTH - 1]], [[0, 7, 8, 131_071]]])(
    'are the same as its bits: %j',
    async (set) => {
      const mine = bitsOf(set, LIST_LENGTH);
      const theirs = await decodeList({ encodedList: await someoneElses(set) });
      for (let place = 0; place < LIST_LENGTH; place += 1) {
        const bit = ((mine[place >> 3] ?? 0) >> (7 - (place % 8))) & 1;
        if ((bit === 1) !== theirs.getStatus(place)) throw new Error(`They differ at ${place}.`);
      }
    },
  );

  it('always make the same text', () => {
    const bits = bitsOf([5, 99, 40_000], LIST_LENGTH);
    expect(encodedBits(bits)).toBe(encodedBits(bits));
    expect(encodedBits(bits)).toMatch(/^u[\w-]+$/);
  });

  it('take little room, also where every tenth is set', () => {
    const size = (share: number) =>
      encodedBits(
        bitsOf(
          Array.from({ length: LIST_LENGTH }, (_, place) => place).filter(
            (place) => (place * 7919) % 1000 < share * 1000,
          ),
          LIST_LENGTH,
        ),
      ).length;
    expect(size(0)).toBeLessThan(100);
    expect(size(0.01)).toBeLessThan(4_000);
    expect(size(0.1)).toBeLessThan(16_000);
  });
});

describe('what a credential says of its status', () => {
  it('is where it stands, in words of the specification', () => {
    expect(statusEntry({ listNumber: 3, place: 94_567 }, 'revocation', publicUrl)).toEqual({
      id: 'https://capstone.example:8443/status-lists/3/revocation#94567',
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '94567',
      statusListCredential: 'https://capstone.example:8443/status-lists/3/revocation',
    });
  });

  it('leads to a list by the same issuer, which is good for a day and asked for again twice a minute', () => {
    const now = new Date('2026-11-23T09:00:00.250Z');
    const list = statusListCredential(
      { listNumber: 3, purpose: 'suspension', encodedList: 'uAAA' },
      publicUrl,
      now,
    );
    expect(list).toMatchObject({
      id: 'https://capstone.example:8443/status-lists/3/suspension',
      issuer: 'did:web:capstone.example%3A8443',
      validFrom: '2026-11-23T08:59:00Z',
      validUntil: '2026-11-24T09:00:00Z',
      credentialSubject: {
        id: 'https://capstone.example:8443/status-lists/3/suspension#list',
        statusPurpose: 'suspension',
        ttl: 30_000,
      },
    });
    const validUntil = new Date(list.validUntil);
    expect(needsRenewal(validUntil, now)).toBe(false);
    expect(needsRenewal(validUntil, new Date('2026-11-23T21:00:01Z'))).toBe(true);
  });

  it('is given as long as every second place is free', () => {
    expect(capacityOf(LIST_LENGTH)).toBe(65_536);
  });
});
