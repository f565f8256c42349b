import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Graded, reachCertificate } from '../support/world.js';

describe('the start page', () => {
  let app: TestApp;
  let world: Graded;

  beforeAll(async () => {
    app = await startTestApp();
    world = await reachCertificate(app);
  });
  afterAll(() => app.close());

  const homeOf = async (name: 'alice' | 'bob' | 'charlie' | 'ada') =>
    (await (await app.as(name)).get('/')).text;

  it('tells a visitor what this is, how to sign in, what can be joined and how to check a certificate', async () => {
    const { status, text } = await app.visitor().get('/');
    expect(status).toBe(200);
    for (const part of [
      'The work is the exam',
      'href="/sign-in"',
      'href="/verify"',
      'href="/cohorts/november"',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('Sign out');
    expect(text).not.toContain('You learn');
  });

  it('takes a student to the course, the handbook and the released result', async () => {
    const text = await homeOf('alice');
    for (const part of [
      'Welcome back, Alice Moreau',
      'You learn',
      'href="/my/november"',
      'href="/my/november/handbook"',
      `href="/results/${world.enrolmentId}"`,
      'Sun 6 Dec, 18:00',
    ]) {
      expect(text).toContain(part);
    }
    for (const part of ['You teach', 'You administer', 'href="/cohorts/november"'])
      expect(text).not.toContain(part);
  });

  it('takes an instructor to the work that waits', async () => {
    const text = await homeOf('bob');
    expect(text).toContain('You teach');
    expect(text).toContain('href="/grading/cohorts/november"');
    expect(text).toContain('No handbook is waiting to be graded');
    for (const part of ['You learn', 'You administer']) expect(text).not.toContain(part);
  });

  it('shows an outsider what can be joined, and nothing else', async () => {
    const text = await homeOf('charlie');
    expect(text).toContain('href="/cohorts/november"');
    for (const part of ['You learn', 'You teach', 'You administer', '/grading/', '/my/'])
      expect(text).not.toContain(part);
  });

  it('takes an administrator to certificates and the audit log', async () => {
    const text = await homeOf('ada');
    expect(text).toContain('You administer');
    expect(text).toContain('href="/certificates/administration"');
    expect(text).toContain('href="/audit"');
  });

  it('offers a cohort again to whoever has withdrawn', async () => {
    const charlie = await app.as('charlie');
    await charlie.post('/cohorts/november/enrolments');
    expect((await charlie.get('/')).text).toContain('href="/my/november"');
    await charlie.post('/my/november/withdrawals');
    const { text } = await charlie.get('/');
    expect(text).not.toContain('You learn');
    expect(text).toContain('href="/cohorts/november"');
  });

  it('counts what waits for an instructor', async () => {
    const charlie = await app.as('charlie');
    await charlie.post('/my/november/returns');
    const [row] = await app.db.query<{ id: string }[]>(
      `SELECT h.id FROM handbooks h JOIN enrolments e ON e.id = h.enrolment_id WHERE e.user_id = $1`,
      [app.ids.charlie],
    );
    const handbookId =
      row?.id ?? (await charlie.get('/my/november/handbook')).headers['location']?.split('/').at(-1) ?? '';
    await world.chronicle.write(handbookId, app.ids.charlie, { goal: 'To keep subscribers.' });
    await world.chronicle.handIn(handbookId, app.ids.charlie);
    expect(await homeOf('bob')).toContain('1 handbook is waiting to be graded');
  });
});
