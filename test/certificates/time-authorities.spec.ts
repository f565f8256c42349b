import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import {
  BasicConstraintsExtension,
  type Extension,
  ExtendedKeyUsageExtension,
  Extension as AnyExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { isTrustedForTime } from '../../src/certificates/signing/time-authorities.js';
import { readX509, type X509 } from '../../src/certificates/signing/x509.js';

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const at = new Date('2026-11-23T09:00:00Z');
const from = new Date('2026-01-01T00:00:00Z');
const until = new Date('2036-01-01T00:00:00Z');

interface Issued {
  readonly name: string;
  readonly keys: CryptoKeyPair;
  readonly read: X509;
}

interface Wanted {
  readonly name: string;
  readonly by?: Issued;
  readonly extensions: Extension[];
  readonly from?: Date;
  readonly until?: Date;
}

async function issued({ name, by, extensions, ...valid }: Wanted): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create(
    {
      subject: `CN=${name}`,
      issuer: `CN=${by?.name ?? name}`,
      publicKey: keys.publicKey,
      signingKey: by?.keys.privateKey ?? keys.privateKey,
      signingAlgorithm: algorithm,
      serialNumber: '01',
      notBefore: valid.from ?? from,
      notAfter: valid.until ?? until,
      extensions,
    },
    crypto,
  );
  return { name, keys, read: readX509(new Uint8Array(certificate.rawData)) };
}

const authority = [
  new BasicConstraintsExtension(true, undefined, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
];
const forTime = [
  new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
  new ExtendedKeyUsageExtension([TIME_STAMPING], true),
];

const aRoot = () => issued({ name: 'Root of time', extensions: authority });
const aMiddle = (by: Issued, changes: Partial<Wanted> = {}) =>
  issued({ name: 'Clocks of the country', by, extensions: authority, ...changes });
const aClock = (by: Issued, changes: Partial<Wanted> = {}) =>
  issued({ name: 'Clock of the town', by, extensions: forTime, ...changes });

const read = (all: readonly Issued[]) => all.map((one) => one.read);
const isTrusted = (clock: Issued, pinned: readonly Issued[], enclosed: readonly Issued[] = [], time = at) =>
  isTrustedForTime(clock.read, { pinned: read(pinned), enclosed: read(enclosed), at: time });

describe('an authority of time', () => {
  it('is believed where it leads to one that is pinned, whether that is enclosed or not', async () => {
    const root = await aRoot();
    const middle = await aMiddle(root);
    const clock = await aClock(middle);
    expect(await isTrusted(clock, [root], [clock, middle])).toBe(true);
    expect(await isTrusted(clock, [root], [root, middle, clock])).toBe(true);
    expect(await isTrusted(clock, [middle])).toBe(true);
    expect(await isTrusted(clock, [clock])).toBe(true);
    expect(await isTrusted(clock, [await aRoot(), root], [middle])).toBe(true);
  });

  it('is not believed where a link is missing, or where nothing is pinned', async () => {
    const root = await aRoot();
    const middle = await aMiddle(root);
    const clock = await aClock(middle);
    expect(await isTrusted(clock, [root], [clock])).toBe(false);
    expect(await isTrusted(clock, [], [root, middle, clock])).toBe(false);
  });

  it('is not believed for a name: whoever bears it has to have signed, too', async () => {
    const [root, other] = [await aRoot(), await aRoot()];
    const middle = await aMiddle(root);
    const impostor = await aMiddle(other);
    const [clock, theirs] = [await aClock(middle), await aClock(impostor)];
    expect(await isTrusted(theirs, [root], [theirs, impostor, other])).toBe(false);
    expect(await isTrusted(theirs, [root], [impostor, middle])).toBe(false);
    // Of two that bear the name, the right one is found.
    expect(await isTrusted(clock, [root], [impostor, middle])).toBe(true);
  });

  it.each<[string, Partial<Wanted>]>([
    ['is no authority', { extensions: forTime }],
    ['says nothing of what it is', { extensions: [] }],
    [
      'signs no certificates',
      { extensions: [authority[0] as Extension, new KeyUsagesExtension(KeyUsageFlags.cRLSign, true)] },
    ],
    ['is one for mail', { extensions: [...authority, new ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.4'])] }],
    ['has ended by then', { until: new Date('2026-11-23T08:59:59Z') }],
    ['begins later', { from: new Date('2026-11-23T09:00:01Z') }],
    [
      'says something that nobody here understands, and that must be',
      { extensions: [...authority, new AnyExtension('2.5.29.30', true, Uint8Array.of(0x30, 0))] },
    ],
  ])('is not believed where what stands between %s', async (_, changes) => {
    const root = await aRoot();
    const middle = await aMiddle(root, changes);
    expect(await isTrusted(await aClock(middle), [root], [middle])).toBe(false);
  });

  it('is believed where what stands between says more than it needs to', async () => {
    const root = await aRoot();
    const more = [
      new ExtendedKeyUsageExtension([TIME_STAMPING]),
      new AnyExtension('2.5.29.30', false, Uint8Array.of(0x30, 0)),
    ];
    const middle = await aMiddle(root, { extensions: [...authority, ...more] });
    expect(await isTrusted(await aClock(middle), [root], [middle])).toBe(true);
  });

  it('stands no deeper than those above it allow', async () => {
    const limited = (length: number) => [
      new BasicConstraintsExtension(true, length, true),
      authority[1] as Extension,
    ];
    for (const [length, holds] of [
      [0, false],
      [1, true],
      [300, true],
    ] as const) {
      const root = await issued({ name: 'Root of time', extensions: limited(length) });
      const middle = await aMiddle(root, { extensions: limited(0) });
      expect([length, await isTrusted(await aClock(middle), [root], [middle])]).toEqual([length, holds]);
    }
  });

  it.each<[string, Partial<Wanted>]>([
    [
      'may also sign mail',
      { extensions: [new ExtendedKeyUsageExtension([TIME_STAMPING, '1.3.6.1.5.5.7.3.4'], true)] },
    ],
    ['says so where it may be overlooked', { extensions: [new ExtendedKeyUsageExtension([TIME_STAMPING])] }],
    ['is for anything', { extensions: [] }],
    [
      'signs certificates alone',
      { extensions: [new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true), forTime[1] as Extension] },
    ],
    ['has ended by then', { until: new Date('2026-11-23T08:59:59Z') }],
    ['begins later', { from: new Date('2026-11-23T09:00:01Z') }],
  ])('is not believed where its own certificate %s', async (_, changes) => {
    const root = await aRoot();
    expect(await isTrusted(await aClock(root, changes), [root])).toBe(false);
  });

  it('is judged by the time of its stamp, the root as well', async () => {
    const root = await aRoot();
    const clock = await aClock(root, { until: new Date('2046-01-01T00:00:00Z') });
    expect(await isTrusted(clock, [root], [], new Date('2035-12-31T00:00:00Z'))).toBe(true);
    expect(await isTrusted(clock, [root], [], new Date('2036-01-02T00:00:00Z'))).toBe(false);
  });

  it('keeps nobody busy by authorities that certify each other', async () => {
    const one = await aMiddle(await aRoot());
    const keys = one.keys;
    const ring = await Promise.all(
      Array.from({ length: 20 }, async () => ({
        ...(await aMiddle({ ...one, name: 'Clocks of the country', keys })),
        keys,
      })),
    );
    expect(await isTrusted(await aClock(one), [await aRoot()], ring)).toBe(false);
  });
});
