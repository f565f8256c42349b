import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { CertificateStatus } from '../../src/certificates/verification/certificate-status.service.js';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { dayOf, endAfterMonths, lastDayBefore } from '../../src/certificates/register/days.rules.js';
import { type VerificationAnswer } from '../../src/certificates/register/status.rules.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { certificateOf, certified } from './a-cohort.js';

const zones = [
  'UTC',
  'Europe/Paris',
  'America/Toronto',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'America/Sao_Paulo',
  'Asia/Beirut',
];

describe('a certificate that is valid for some months', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2028-02-29', 48, '2032-02-29'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-11-23', 24, '2028-11-23'],
    ['2026-11-23', 600, '2076-11-23'],
  ])('from %s for %i is valid until %s, that day included', (from, months, last) => {
    for (const zone of zones) {
      const end = endAfterMonths(from, months, zone);
      expect(lastDayBefore(end, zone)).toBe(last);
      expect(dayOf(end, zone)).not.toBe(last);
    }
  });

  it('ends with the day of its zone, also where that night’s clocks skip midnight', () => {
    expect(endAfterMonths('2026-01-23', 1, 'Europe/Paris').toISOString()).toBe('2026-02-23T23:00:00.000Z');
    expect(endAfterMonths('2026-06-23', 1, 'Europe/Paris').toISOString()).toBe('2026-07-23T22:00:00.000Z');
    // Brazil began summer time at midnight of 4 November 2018: that day’s first instant was 01:00, 03:00 UTC.
    expect(endAfterMonths('2018-10-03', 1, 'America/Sao_Paulo').toISOString()).toBe(
      '2018-11-04T03:00:00.000Z',
    );
  });

  it('never ends in another month than the one counted to, nor on a later day of it than it began', () => {
    const days = fc.date({
      min: new Date('2000-01-01T00:00:00Z'),
      max: new Date('2099-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        days,
        fc.integer({ min: 1, max: 600 }),
        fc.constantFrom(...zones),
        (instant, months, zone) => {
          const from = Temporal.PlainDate.from(dayOf(instant, 'UTC'));
          const end = endAfterMonths(from.toString(), months, zone);
          const last = Temporal.PlainDate.from(lastDayBefore(end, zone));
          const first = from.toPlainYearMonth();
          expect(last.toPlainYearMonth().since(first, { largestUnit: 'months' }).months).toBe(months);
          expect(last.day).toBe(Math.min(from.day, last.daysInMonth));
          // It is the first instant of the next day: a millisecond earlier it is still the last one.
          expect(dayOf(end, zone)).toBe(last.add({ days: 1 }).toString());
        },
      ),
    );
  });
});

describe('a course whose certificates are valid for two months', () => {
  let app: TestApp;
  let path: string;

  beforeAll(async () => {
    app = await startTestApp();
    await certified(app, [app.ids.alice], { certificateMonths: 2 });
    const { code } = await certificateOf(app.db, app.ids.alice);
    path = `/verify/${writtenCode(code as Code)}`;
  });
  afterAll(() => app.close());

  const json = async () => (await app.visitor().get(`${path}.json`)).body as VerificationAnswer;

  it('stands beside what the certificate says as the register has it, whatever was given', async () => {
    const differing = `SELECT count(*)::int AS count FROM certificates c
         JOIN certificate_snapshots s ON s.certificate_id = c.id
        WHERE (s.code, s.issued_at, s.valid_until) IS DISTINCT FROM (c.code, c.issued_at, c.valid_until)`;
    expect(await app.db.query(differing)).toEqual([{ count: 0 }]);
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    try {
      const role = (name: string) => runner.query(`SET LOCAL session_replication_role = ${name}`);
      await role('replica');
      await runner.query('DELETE FROM certificate_names');
      const [kept] = (await runner.query(
        'DELETE FROM certificate_snapshots RETURNING certificate_id AS id, person_id AS person, body',
      )) as [{ id: string; person: string; body: string }[], number];
      expect(kept.length).toBeGreaterThan(0);
      await role('origin');
      for (const { id, person, body } of kept) {
        await runner.query(
          `INSERT INTO certificate_snapshots (certificate_id, code, issued_at, valid_until, person_id, body)
           VALUES ($1, 'WRONG', '2000-01-01', '2999-01-01', $2, $3)`,
          [id, person, body],
        );
      }
      expect(await runner.query(differing)).toEqual([{ count: 0 }]);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  });

  it('gives them their last day: on the page, in the answer for programs, in the register', async () => {
    // Issued on 23 November in Paris.
    const page = await app.visitor().get(path);
    expect(page.text).toContain('<h1 class="verdict-word">Valid</h1>');
    expect(page.text).toContain('<time datetime="2027-01-23">23 January 2027</time>');
    const answer = await json();
    expect([answer.status, answer.facts?.validUntil]).toEqual(['valid', '2027-01-23T23:00:00.000Z']);
    const rows = await app.db.query<{ until: Date }[]>('SELECT valid_until AS until FROM certificates');
    expect(rows.map(({ until }) => until.toISOString())).toEqual(['2027-01-23T23:00:00.000Z']);
  });

  it('lets none be valid a moment longer, not even one that is remembered', async () => {
    const end = new Date('2027-01-23T23:00:00.000Z');
    app.clock.set(new Date(end.getTime() - 50));
    expect((await json()).status).toBe('valid');
    expect((await app.visitor().get(path)).text).toContain('>Valid</h1>');
    const remembered = app.get(CertificateStatus).recall(path.slice('/verify/'.length));
    expect(remembered?.verdict).toEqual({ status: 'valid' });
    app.clock.set(end);
    expect(await json()).toMatchObject({ status: 'expired', since: end.toISOString() });
    const page = await app.visitor().get(path);
    expect(page.text).toContain('<h1 class="verdict-word">Expired</h1>');
    expect(page.text).toContain('It was valid until 23 January 2027.');
    expect(page.text).toContain('Alice Moreau');
  });
});
