import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CertificateEvents } from '../../src/certificates/register/certificate-events.service.js';
import {
  CERTIFICATE_REINSTATED,
  CERTIFICATE_REVOKED,
} from '../../src/certificates/register/certificate-mails.service.js';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { type VerificationAnswer } from '../../src/certificates/register/status.rules.js';
import { Mailer } from '../../src/platform/mail/mailer.js';
import { Users } from '../../src/users/users.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { certificateOf, certified } from './a-cohort.js';
import { until } from './until.js';

describe('suspending, reinstating and revoking', () => {
  let app: TestApp;
  let ada: Browser;
  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    ada = await app.as('ada');
  });
  afterAll(() => app.close());

  let people = 0;
  const graduate = async (name: string) => {
    people += 1;
    const person = { email: `graduate${people}@capstone.example`, name, password: 'x', timeZone: 'UTC' };
    const userId = (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
    await certified(app, [userId]);
    const { id, code } = await certificateOf(app.db, userId);
    return { userId, id, email: person.email, path: `/verify/${writtenCode(code as Code)}` };
  };
  const answer = async (path: string) => (await app.visitor().get(`${path}.json`)).body as VerificationAnswer;
  const untilIt = (path: string, status: string) => until(async () => (await answer(path)).status === status);
  const kinds = async (id: string) =>
    (
      await app.db.query<{ kind: string }[]>(
        'SELECT kind FROM certificate_events WHERE certificate_id = $1 ORDER BY sequence',
        [id],
      )
    ).map(({ kind }) => kind);
  const seenOn = (page: string) => /name="seen" value="(\d+)"/.exec(page)?.[1] ?? '';
  const reasons = { publicReason: 'Two handbooks look alike.', privateReason: 'Case 2026-31' };

  it('is told on the public page, to the holder by mail, and in the history with both reasons', async () => {
    const { id, path, email } = await graduate('Sven Suspended');
    const form = await ada.get(`/certificates/${id}/suspensions`);
    expect(form.text).toContain('until you reinstate or revoke it');
    const done = await ada.post(`/certificates/${id}/suspensions`, { ...reasons, seen: seenOn(form.text) });
    expect([done.status, done.headers['location']]).toEqual([303, `/certificates/${id}`]);
    await untilIt(path, 'suspended');
    expect(await answer(path)).toMatchObject({ reason: reasons.publicReason });
    await jobsDone(app.db);
    const first = app.mails.findLast((mail) => mail.text.includes(reasons.publicReason));
    expect(first?.text).toContain('has suspended your certificate');
    expect(first?.text).not.toContain(reasons.privateReason);
    expect(first?.text).toContain(path);

    const why = { publicReason: 'The handbook is his own.', privateReason: 'Closed' };
    expect((await ada.post(`/certificates/${id}/reinstatements`, why)).status).toBe(303);
    await untilIt(path, 'valid');
    await jobsDone(app.db);
    expect(app.mails.findLast((mail) => mail.text.includes(why.publicReason))?.text).toContain(
      'reinstated it',
    );

    const page = await ada.get(`/certificates/${id}`);
    for (const told of [...Object.values(reasons), ...Object.values(why), 'Ada Lindqvist', email])
      expect(page.text).toContain(told);
    const audited = await app.db.query<{ action: string }[]>(
      `SELECT action FROM audit_entries WHERE subject_id = $1 AND actor_id = $2 ORDER BY at, action DESC`,
      [id, app.ids.ada],
    );
    expect(audited.map(({ action }) => action).sort()).toEqual([
      'certificate.reinstated',
      'certificate.suspended',
    ]);
  });

  it('says nothing of a suspension that was over before its mail went out', async () => {
    const { id } = await graduate('Mia Meanwhile');
    const events = app.get(CertificateEvents);
    const before = app.mails.length;
    await app.db.transaction(async (tx) => {
      const next = { certificateId: id, actorId: app.ids.ada, publicReason: 'A reason.' };
      await events.append(tx, { ...next, kind: 'suspended' });
      await events.append(tx, { ...next, kind: 'reinstated' });
    });
    await jobsDone(app.db);
    expect(app.mails.slice(before).filter(({ text }) => text.includes('suspended'))).toEqual([]);
  });

  it('is told by mails, and what became of each stands on its page', async () => {
    const { id } = await graduate('Mona Mailed');
    const mails = async () =>
      Array.from(
        (await ada.get(`/certificates/${id}`)).text
          .split('id="mails"')[1]
          ?.split('</section>')[0]
          ?.matchAll(/<th scope="row">([^<]+)<\/th>.*?<\/svg> ([^<]+)<\/span>/g) ?? [],
      ).map(([, about, became]) => [about, became]);
    expect(await mails()).toEqual([['That it is ready, or has replaced another one', 'Sent']]);
    await ada.post(`/certificates/${id}/suspensions`, reasons);
    await jobsDone(app.db);
    // Over before its mail goes out: then there is nothing to say of it.
    await app.db.transaction(async (tx) => {
      for (const [kind, mail] of [
        ['reinstated', CERTIFICATE_REINSTATED],
        ['revoked', CERTIFICATE_REVOKED],
      ] as const) {
        const next = { certificateId: id, kind, actorId: app.ids.ada, publicReason: 'A reason.' };
        const eventId = await app.get(CertificateEvents).append(tx, next);
        if (kind === 'revoked') app.clock.advance(1000);
        await app.get(Mailer).post(tx, mail, { certificateId: id, eventId });
      }
    });
    await jobsDone(app.db);
    expect((await mails()).slice(1)).toEqual([
      ['That it is suspended', 'Sent'],
      ['That it is reinstated', 'Not sent: something newer had happened'],
      ['That it was revoked', 'Sent'],
    ]);
    await app.db.query(`DELETE FROM pgboss.job WHERE name = 'mail.send'`);
    expect((await mails()).map(([, became]) => became)).toEqual(Array(4).fill('Not known'));
  });

  it('is refused from a page that is behind, keeping what was typed, and done from the page that answers', async () => {
    const { id } = await graduate('Stella Stale');
    const stale = seenOn((await ada.get(`/certificates/${id}/suspensions`)).text);
    await ada.post(`/certificates/${id}/suspensions`, reasons);
    await ada.post(`/certificates/${id}/reinstatements`, reasons);

    const mine = { publicReason: 'Something <else>.', privateReason: 'My own note' };
    const refused = await ada.post(`/certificates/${id}/suspensions`, { ...mine, seen: stale });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('Something has happened to this certificate since you opened the form');
    for (const kept of ['Something &lt;else&gt;.', mine.privateReason]) expect(refused.text).toContain(kept);
    expect(await kinds(id)).toEqual(['issued', 'suspended', 'reinstated']);

    const again = await ada.post(`/certificates/${id}/suspensions`, { ...mine, seen: seenOn(refused.text) });
    expect(again.status).toBe(303);
    expect(await kinds(id)).toEqual(['issued', 'suspended', 'reinstated', 'suspended']);
  });

  it('happens once when two administrators press at the same time, and the other one’s words stay on the page', async () => {
    const { id } = await graduate('Tom Twice');
    const answers = await Promise.all(
      ['One reason.', 'Another reason.'].map((publicReason) =>
        ada.post(`/certificates/${id}/suspensions`, { publicReason, privateReason: '' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const lost = answers.findIndex(({ status }) => status === 409);
    expect(answers[lost]?.text).toContain('has been suspended already. Nothing was changed.');
    expect(answers[lost]?.text).toContain(lost === 0 ? 'One reason.' : 'Another reason.');
    expect(await kinds(id)).toEqual(['issued', 'suspended']);
  });

  it('says why an act can’t be done, and does none of it', async () => {
    const { id } = await graduate('Ria Refused');
    const acts = { suspensions: 'suspended', reinstatements: 'reinstated', revocations: 'revoked' };
    const tries = async (possible: readonly string[]) => {
      for (const act of Object.keys(acts)) {
        const page = await ada.get(`/certificates/${id}/${act}`);
        expect([act, page.status, page.text.includes('name="publicReason"')]).toEqual([
          act,
          200,
          possible.includes(act),
        ]);
        if (possible.includes(act)) continue;
        const before = await kinds(id);
        const refused = await ada.post(`/certificates/${id}/${act}`, reasons);
        expect([act, refused.status]).toEqual([act, 409]);
        expect(refused.text).toContain('Nothing was changed.');
        expect(await kinds(id)).toEqual(before);
      }
    };
    await tries(['suspensions', 'revocations']);
    await ada.post(`/certificates/${id}/suspensions`, reasons);
    await tries(['reinstatements', 'revocations']);
    await ada.post(`/certificates/${id}/revocations`, reasons);
    await tries([]);
    expect((await ada.get(`/certificates/${id}`)).text).not.toContain('/revocations');
  });

  it('is for administrators', async () => {
    const { id } = await graduate('Olga Owned');
    const bob = await app.as('bob');
    const charlie = await app.as('charlie');
    const nobodys = '00000000-0000-4000-8000-000000000000';
    for (const act of ['suspensions', 'reinstatements', 'revocations']) {
      const path = `/certificates/${id}/${act}`;
      for (const [who, status] of [
        [bob, 403],
        [charlie, 404],
        [app.visitor(), 303],
      ] as const) {
        expect((await who.get(path)).status).toBe(status);
        expect((await who.post(path, reasons)).status).toBe(status);
      }
      expect((await ada.get(`/certificates/${nobodys}/${act}`)).status).toBe(404);
      expect((await ada.post(`/certificates/${nobodys}/${act}`, reasons)).status).toBe(404);
      expect((await ada.post(`/certificates/not-an-id/${act}`, reasons)).status).toBe(404);
      expect((await ada.postFromElsewhere(path, reasons)).status).toBe(403);
      const wrong = await ada.post(path, { publicReason: ' ', privateReason: 'A note', seen: 'x' });
      expect(wrong.status).toBe(422);
      expect(wrong.text).toContain(act === 'reinstatements' ? 'A note' : 'id="publicReason-error"');
    }
    expect(await kinds(id)).toEqual(['issued']);
  });
});
