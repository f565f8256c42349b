import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newCode } from '../../../src/certificates/register/code.rules.js';
import { LIST_LENGTH } from '../../../src/certificates/status-lists/status-list.rules.js';
import { StatusLists } from '../../../src/certificates/status-lists/status-lists.service.js';
import { startTestApp, type TestApp } from '../../support/app.js';

describe('a certificate’s place in the status lists', () => {
  let app: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    // Behind one address, as a load balancer has it.
    other = await startTestApp({ beside: app, config: { publicUrl: app.url } });
  });
  afterAll(async () => {
    await other.close();
    await app.close();
  });

  /** Rows of certificates without what else a certificate hangs on. */
  async function someCertificates(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    await app.db.transaction(async (tx) => {
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query(
        `INSERT INTO certificates (id, code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at)
         SELECT id, code, gen_random_uuid(), 'course', gen_random_uuid(), gen_random_uuid(), 'a digest', now()
           FROM unnest($1::uuid[], $2::text[]) AS t (id, code)`,
        [ids, ids.map(() => newCode())],
      );
    });
    return ids;
  }
  const placeOf = async (at: TestApp, id: string) => {
    const [revocation, suspension, ...more] = await at.get(StatusLists).entriesOf(id);
    if (!revocation || !suspension || more.length > 0) throw new Error('There are two entries.');
    expect(suspension.statusListIndex).toBe(revocation.statusListIndex);
    expect([revocation.statusPurpose, suspension.statusPurpose]).toEqual(['revocation', 'suspension']);
    const address = new RegExp(`^${app.url}/status-lists/(\\d+)/revocation$`).exec(
      revocation.statusListCredential,
    );
    expect(suspension.statusListCredential).toBe(`${app.url}/status-lists/${address?.[1] ?? ''}/suspension`);
    return { list: Number(address?.[1]), place: Number(revocation.statusListIndex) };
  };
  const lists = () =>
    app.db.query<{ number: number; taken: number; counted: number }[]>(
      `SELECT number, taken, (SELECT count(*)::int FROM status_places WHERE list_number = number) AS counted
         FROM status_lists ORDER BY number`,
    );

  it('is given when it is first asked for, even by two processes at once, in the first list', async () => {
    const [id = ''] = await someCertificates(1);
    const asked = await Promise.all(
      Array.from({ length: 8 }, (_, n) => placeOf(n % 2 === 0 ? app : other, id)),
    );
    const [first] = asked;
    for (const place of asked) expect(place).toEqual(first);
    expect(await placeOf(app, id)).toEqual(first);
    expect(first?.list).toBe(1);
    expect(await lists()).toEqual([{ number: 1, taken: 1, counted: 1 }]);
  });

  it('is another one for each, and tells nothing of the order in which they were given', async () => {
    const ids = await someCertificates(400);
    const places: number[] = [];
    for (const id of ids.slice(0, 200)) places.push((await placeOf(app, id)).place);
    places.push(
      ...(await Promise.all(ids.slice(200).map((id, n) => placeOf(n % 2 === 0 ? app : other, id)))).map(
        ({ place }) => place,
      ),
    );
    expect(new Set(places).size).toBe(400);
    for (const place of places) {
      expect(place).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThan(LIST_LENGTH);
    }
    // All of these lie six standard deviations away: where places are drawn at random, one run in 200 million fails.
    const six = 6 / Math.sqrt(400);
    expect(
      Math.abs(
        correlation(
          places,
          places.map((_, n) => n),
        ),
      ),
    ).toBeLessThan(six);
    expect(Math.abs(correlation(places.slice(1), places.slice(0, -1)))).toBeLessThan(six);
    const mean = places.reduce((sum, place) => sum + place) / 400 / LIST_LENGTH;
    expect(Math.abs(mean - 0.5)).toBeLessThan(six / Math.sqrt(12));
    const neighbours = places.slice(1).filter((place, n) => Math.abs(place - (places[n] ?? 0)) === 1);
    expect(neighbours.length).toBeLessThan(4);
  });

  it('is in the next list once every second place of the last one is taken', async () => {
    await app.db.query('UPDATE status_lists SET taken = $1 WHERE number = 1', [LIST_LENGTH / 2 - 1]);
    const [last = '', ...more] = await someCertificates(9);
    expect((await placeOf(app, last)).list).toBe(1);
    const next = await Promise.all(more.map((id, n) => placeOf(n % 2 === 0 ? app : other, id)));
    expect(next.map(({ list }) => list)).toEqual(more.map(() => 2));
    expect(await lists()).toMatchObject([
      { number: 1, taken: LIST_LENGTH / 2 },
      { number: 2, taken: 8, counted: 8 },
    ]);
    // And those of the first list stay there.
    expect((await placeOf(app, last)).list).toBe(1);
  });

  it('is not given to what does not exist', async () => {
    const before = await lists();
    await expect(app.get(StatusLists).entriesOf(randomUUID())).rejects.toThrow(
      'fk_status_places_certificate_id',
    );
    expect(await lists()).toEqual(before);
  });
});

/** Pearson's, between -1 and 1. */
function correlation(one: readonly number[], other: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;
  const [a, b] = [mean(one), mean(other)];
  let [both, first, second] = [0, 0, 0];
  for (const [n, value] of one.entries()) {
    const [x, y] = [value - a, (other[n] ?? 0) - b];
    both += x * y;
    first += x * x;
    second += y * y;
  }
  return both / Math.sqrt(first * second);
}
