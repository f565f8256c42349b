import { afterAll, describe, expect, it } from '@jest/globals';
import { drawCertificate } from '../../src/certificates/printing/draw-certificate.js';
import { PrintPool } from '../../src/certificates/printing/print-pool.js';
import type { CertificateSnapshot } from '../../src/certificates/register/snapshot.rules.js';
import { UncoveredText } from '../../src/platform/printing/fonts.js';
import { aSnapshot } from './a-snapshot.js';

/** The worker is compiled before the tests run. */
const entry = new URL('../../dist/src/certificates/printing/worker.js', import.meta.url);
const named = (name: string) => aSnapshot({ holder: { name } });

const fragile = new URL('./fragile-worker.js', import.meta.url);

describe('printing in threads', () => {
  const pool = new PrintPool({ threads: 2, entry });
  afterAll(() => pool.close());

  it('gives the bytes that drawing gives, to everybody their own', async () => {
    const names = ['Zoë Nguyễn', 'Alice Moreau', 'Лариса Івченко', 'Παναγιώτης Παπαδημητρίου', 'Bob Tanaka'];
    const printed = await Promise.all(names.map((name) => pool.print(named(name))));
    printed.forEach((bytes, at) => {
      expect(Buffer.compare(bytes, drawCertificate(named(names[at] ?? '')))).toBe(0);
    });
  });

  it('leaves the event loop free', async () => {
    // Work, not time: however busy the machine is, hardly any of it is this thread's.
    const [thread, all] = [process.threadCpuUsage(), process.cpuUsage()];
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => pool.print(named(`Alice ${'i'.repeat(at + 1)}`))),
    );
    const [ours, whole] = [process.threadCpuUsage(thread), process.cpuUsage(all)].map(
      ({ user, system }) => user + system,
    );
    expect((ours ?? NaN) / (whole ?? NaN)).toBeLessThan(0.3);
  });

  it('says which characters no font has', async () => {
    await expect(pool.print(named('ᚠᚢ'))).rejects.toThrow(UncoveredText);
    await expect(pool.print(named('ᚠᚢ'))).rejects.toMatchObject({ characters: ['ᚠ', 'ᚢ'] });
  });

  it('fails the page that can’t be drawn and prints the next', async () => {
    const broken = {} as CertificateSnapshot;
    await expect(pool.print(broken)).rejects.toThrow('reading');
    await expect(pool.print(aSnapshot())).resolves.toBeInstanceOf(Uint8Array);
  });
});

describe('a thread that goes wrong', () => {
  const pool = new PrintPool({ threads: 1, entry: fragile, timeoutMs: 4000 });
  afterAll(() => pool.close());

  it.each([
    ['crash', 'The paper is jammed.'],
    ['exit', 'worker exited with code: 3'],
    ['hang', 'A certificate was not printed within 4000 ms.'],
  ])('(%s) fails its own page only and is replaced', async (name, message) => {
    const failing = pool.print(named(name));
    const behind = [pool.print(named('Alice Moreau')), pool.print(named('Bob Tanaka'))];
    await expect(failing).rejects.toThrow(message);
    expect(await Promise.all(behind)).toEqual([new Uint8Array([1, 2]), new Uint8Array([1, 2])]);
  });

  it('refuses what is not printed when the pool closes', async () => {
    const closing = new PrintPool({ threads: 1, entry: fragile });
    const pages = Promise.allSettled([closing.print(named('hang')), closing.print(named('Alice Moreau'))]);
    await closing.close();
    expect((await pages).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(closing.print(aSnapshot())).rejects.toThrow('The printing threads are closed.');
  });
});
