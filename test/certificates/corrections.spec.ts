import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { type VerificationAnswer } from '../../src/certificates/register/status.rules.js';
import { type CertificateSnapshot } from '../../src/certificates/register/snapshot.rules.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { Users } from '../../src/users/users.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { certificatesOf, certified } from './a-cohort.js';
import { until } from './until.js';

describe('another name on a certificate', () => {
  let app: TestApp;
  let ada: Browser;
  beforeAll(async () => {
    app = await startTestApp({ config: { mode: 'production' } });
    ada = await app.as('ada');
  });
  afterAll(() => app.close());

  interface Holder {
    userId: string;
    id: string;
    code: Code;
    browser: Browser;
    page: string;
  }
  let people = 0;
  /** Somebody signed in whose certificate prints this name. */
  const holder = async (name: string): Promise<Holder> => {
    people += 1;
    const email = `holder${people}@capstone.example`;
    const password = 'a password of the tests';
    const userId = (
      await app.db.transaction((tx) => app.get(Users).add(tx, { email, name, password, timeZone: 'UTC' }))
    ).id;
    await certified(app, [userId]);
    const [certificate] = await certificatesOf(app.db, userId);
    if (!certificate) throw new Error('No certificate was issued.');
    const browser = app.visitor();
    await browser.signIn(email, password);
    const { id, code } = certificate;
    return { userId, id, code: code as Code, browser, page: `/certificates/${id}/corrections` };
  };
  const asked = { name: 'Zoë Nguyễn', reason: 'The accents are missing.' };
  const openOf = async ({ id }: Holder) => {
    const rows = await app.db.query<{ id: string }[]>(
      'SELECT id FROM name_corrections WHERE certificate_id = $1 ORDER BY number DESC LIMIT 1',
      [id],
    );
    return `/certificates/administration/corrections/${rows[0]?.id ?? ''}`;
  };
  const answer = async (code: Code) =>
    (await app.visitor().get(`/verify/${writtenCode(code)}.json`)).body as VerificationAnswer;
  const snapshotOf = async (id: string) => {
    const [row] = await app.db.query<{ body: string }[]>(
      'SELECT body FROM certificate_snapshots WHERE certificate_id = $1',
      [id],
    );
    return JSON.parse(row?.body ?? '{}') as CertificateSnapshot;
  };
  const counts = async ({ id }: Holder) => {
    const [row] = await app.db.query<{ asked: number; ended: number; certificates: number }[]>(
      `SELECT (SELECT count(*)::int FROM name_corrections WHERE certificate_id = $1) AS asked,
              (SELECT count(*)::int FROM name_correction_ends e JOIN name_corrections n ON n.id = e.correction_id
                WHERE n.certificate_id = $1) AS ended,
              (SELECT count(*)::int FROM certificates WHERE supersedes_id = $1) AS certificates`,
      [id],
    );
    return row;
  };

  it('is asked for, approved, and issued anew: the old address leads to the new one', async () => {
    const zoe = await holder('Zoe Nguyen');
    const sent = await zoe.browser.post(zoe.page, { ...asked, account: 'yes' });
    expect([sent.status, sent.headers['location']]).toEqual([303, zoe.page]);
    const waiting = await zoe.browser.get(zoe.page);
    for (const told of [asked.name, asked.reason, 'Waiting', 'Withdraw the request']) {
      expect(waiting.text).toContain(told);
    }
    expect(waiting.text).not.toContain('Send the request');
    expect((await ada.get('/certificates/administration')).text).toContain(
      'another name on their certificate',
    );
    expect((await ada.get('/')).text).toContain('/certificates/administration/corrections');
    const list = await ada.get('/certificates/administration/corrections');
    expect(list.text).toContain('<bdi>Zoe Nguyen</bdi>');
    expect(list.text).toContain('<bdi>Zoë Nguyễn</bdi>');
    const path = await openOf(zoe);
    const request = await ada.get(path);
    expect(request.text).toContain('<del>');
    expect(request.text).toContain('<ins>');
    expect(request.text).toContain(asked.reason);

    app.clock.advance(26 * 3600 * 1000);
    const before = app.mails.length;
    ada = await app.as('ada');
    const approved = await ada.post(`${path}/approvals`);
    expect(approved.status).toBe(303);
    await jobsDone(app.db);
    const [old, fresh] = await certificatesOf(app.db, zoe.userId);
    expect(approved.headers['location']).toBe(`/certificates/${fresh?.id ?? ''}`);

    const [was, is] = [await snapshotOf(old?.id ?? ''), await snapshotOf(fresh?.id ?? '')];
    expect(is.holder.name).toBe(asked.name);
    expect(is.code).not.toBe(was.code);
    expect(is.address).toContain(writtenCode(is.code));
    expect(is.issuedOn > was.issuedOn).toBe(true);
    const kept = ({
      course,
      cohort,
      result,
      competencies,
      validUntil,
      signatories,
    }: CertificateSnapshot) => ({
      ...{ course, cohort, result, competencies, validUntil, signatories },
    });
    expect(kept(is)).toEqual(kept(was));

    expect(await answer(zoe.code)).toMatchObject({ status: 'superseded', supersededBy: is.address });
    expect(await answer(is.code)).toMatchObject({ status: 'valid', facts: { holder: { name: asked.name } } });
    const page = await app.visitor().get(`/verify/${writtenCode(zoe.code)}`);
    expect(page.text).toContain(`/verify/${writtenCode(is.code)}`);
    const mails = app.mails.slice(before);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain(writtenCode(is.code));
    expect((await app.get(Users).viewer(zoe.userId))?.name).toBe(asked.name);
    const audited = await app.db.query<{ action: string }[]>(
      `SELECT action FROM audit_entries WHERE subject_id IN ($1, $2, $3) AND actor_id <> $4 OR actor_id = $3
        ORDER BY action`,
      [old?.id, fresh?.id, zoe.userId, app.ids.bob],
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'account.name-changed',
      'certificate.issued',
      'certificate.superseded',
      'name-correction.approved',
      'name-correction.asked-for',
    ]);
    for (const id of [old?.id, fresh?.id]) {
      const record = await ada.get(`/certificates/${id ?? ''}`);
      expect(record.text).toContain('Replaced, one by the other');
      expect(record.text).toContain(`/certificates/${(id === old?.id ? fresh?.id : old?.id) ?? ''}`);
    }
    const after = await zoe.browser.get(zoe.page);
    expect(after.text).toContain('A newer certificate stands in its place');
    expect(after.text).toContain(`/certificates/${fresh?.id ?? ''}/corrections`);
  });

  it('keeps from the public what its holder has hidden, and the account’s name where nobody asked', async () => {
    const lea = await holder('Lea Hidden');
    await app.db.query(
      `INSERT INTO certificate_visibilities (certificate_id, hidden, version, updated_at) VALUES ($1, '{holder}', 3, now())`,
      [lea.id],
    );
    await lea.browser.post(lea.page, { name: 'Léa Hidden', reason: 'An accent.' });
    const approved = await ada.post(`${await openOf(lea)}/approvals`);
    expect(approved.status).toBe(303);
    const fresh = (await certificatesOf(app.db, lea.userId)).find(({ id }) => id !== lea.id);
    expect((await answer(fresh?.code as Code)).facts).not.toHaveProperty('holder');
    expect((await app.get(Users).viewer(lea.userId))?.name).toBe('Lea Hidden');
  });

  it('leaves the earlier name in no form at its old address once its holder hides the name', async () => {
    const nia = await holder('Nia Formerly');
    await nia.browser.post(nia.page, { name: 'Nia Newly', reason: 'I have married.' });
    await ada.post(`${await openOf(nia)}/approvals`);
    const fresh = (await certificatesOf(app.db, nia.userId)).find(({ id }) => id !== nia.id);
    const old = `/verify/${writtenCode(nia.code)}`;
    const etag = async () => (await app.visitor().get(`${old}/picture.png`)).headers['etag'];
    const told = (await app.visitor().get(old)).text;
    expect(told).toContain('Nia Formerly');
    const picture = await etag();

    const show = async (id: string, shown: readonly string[]) => {
      const page = (await nia.browser.get(`/certificates/${id}/sharing`)).text;
      const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
      return nia.browser.post(`/certificates/${id}/visibility`, { show: shown, version });
    };
    const freshId = fresh?.id ?? '';
    expect((await show(freshId, ['result', 'competencies', 'cohort'])).status).toBe(303);
    await until(async () => (await answer(nia.code)).facts?.withheld !== undefined);
    const { status, facts } = await answer(nia.code);
    expect(status).toBe('superseded');
    expect(JSON.stringify(facts)).not.toContain('Nia');
    expect((await app.visitor().get(old)).text).not.toContain('Nia');
    expect(await etag()).not.toBe(picture);

    // Shown again, it is the new name alone; and what was hidden once is not hidden twice.
    await show(freshId, ['holder', 'result', 'competencies', 'cohort']);
    await until(async () => (await answer(fresh?.code as Code)).facts?.holder?.name === 'Nia Newly');
    expect((await answer(nia.code)).facts?.withheld).toEqual(['holder']);
    await show(freshId, ['result', 'competencies', 'cohort']);
    const chosen = await app.db.query<{ subject: string; facts: { hidden: string } }[]>(
      `SELECT subject_id AS subject, facts FROM audit_entries
        WHERE action = 'certificate.visibility-chosen' AND subject_id = ANY ($1) ORDER BY ordinal`,
      [[nia.id, freshId]],
    );
    expect(chosen.map(({ subject, facts }) => [subject === nia.id ? 'old' : 'new', facts.hidden])).toEqual([
      ['new', 'holder'],
      ['old', 'holder'],
      ['new', ''],
      ['new', 'holder'],
    ]);
  });

  it('brings whoever gets another name for their account what waited for one that can be printed', async () => {
    const mia = await holder('Mia Renamed');
    await app.db.query(`UPDATE users SET name = 'Mia 🦊' WHERE id = $1`, [mia.userId]);
    const later = await certified(app, [mia.userId]);
    expect(await certificatesOf(app.db, mia.userId)).toHaveLength(1);

    await mia.browser.post(mia.page, { name: 'Mía Renamed', reason: 'An accent.', account: 'yes' });
    expect((await ada.post(`${await openOf(mia)}/approvals`)).status).toBe(303);
    await jobsDone(app.db);
    const issued = await certificatesOf(app.db, mia.userId);
    expect(issued).toHaveLength(3);
    const [waited] = issued.filter(({ enrolmentId }) => enrolmentId === later.enrolments.get(mia.userId));
    expect((await snapshotOf(waited?.id ?? '')).holder.name).toBe('Mía Renamed');
  });

  it('is declined with a reason that the holder reads, and can be asked for again or withdrawn', async () => {
    const dan = await holder('Dan Declined');
    await dan.browser.post(dan.page, { name: 'Daniel Declined', reason: 'My full name.' });
    const path = await openOf(dan);
    const empty = await ada.post(`${path}/refusals`, { answer: '  ' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('id="answer-error"');
    const words = 'Send a <copy> of a document first.';
    expect((await ada.post(`${path}/refusals`, { answer: words })).status).toBe(303);
    await jobsDone(app.db);
    expect(app.mails.at(-1)?.text).toContain(words);
    expect(app.mails.at(-1)?.text).toContain(dan.page);
    const page = await dan.browser.get(dan.page);
    expect(page.text).toContain('Send a &lt;copy&gt; of a document first.');
    expect((await answer(dan.code)).status).toBe('valid');

    await dan.browser.post(dan.page, { name: 'Daniel Declined', reason: 'Sent it.' });
    const withdrawn = await dan.browser.post(`${dan.page}/withdrawals`);
    expect(withdrawn.status).toBe(303);
    const late = await ada.post(`${await openOf(dan)}/approvals`);
    expect(late.status).toBe(409);
    expect(late.text).toContain('Its holder has withdrawn the request meanwhile. Nothing was changed.');
    const again = await dan.browser.post(`${dan.page}/withdrawals`);
    expect(again.status).toBe(409);
    expect(await counts(dan)).toEqual({ asked: 2, ended: 2, certificates: 0 });
  });

  it('is decided once: by the first of two administrators, whatever the second one presses', async () => {
    const ugo = await holder('Ugo Once');
    await ugo.browser.post(ugo.page, { name: 'Hugo Once', reason: 'A letter is missing.' });
    const path = await openOf(ugo);
    const answers = await Promise.all([
      ada.post(`${path}/approvals`),
      ada.post(`${path}/approvals`),
      ada.post(`${path}/refusals`, { answer: 'No proof.' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    expect((await counts(ugo))?.ended).toBe(1);
    const declined = answers[2];
    if (declined.status === 409) expect(declined.text).toContain('No proof.');
  });

  it('is asked for once, though the button is pressed twice', async () => {
    const ida = await holder('Ida Impatient');
    const answers = await Promise.all(
      ['One', 'Two'].map((reason) => ida.browser.post(ida.page, { name: 'Ida Patient', reason })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const lost = answers.find(({ status }) => status === 409);
    expect(lost?.text).toContain('There is an open request for this certificate already');
    expect(lost?.text).toContain('What you had typed');
    expect(await counts(ida)).toEqual({ asked: 1, ended: 0, certificates: 0 });
    await expect(
      app.db.query(
        `INSERT INTO name_corrections (certificate_id, number, renames_account, asked_at) VALUES ($1, 2, false, now())`,
        [ida.id],
      ),
    ).rejects.toThrow('a certificate has one open correction at most');
  });

  describe('as a name', () => {
    let nat: Holder;
    beforeAll(async () => {
      nat = await holder('Nat Named');
    });
    beforeEach(async () => {
      await app.db.query('DELETE FROM rate_limits');
    });

    it.each([
      ['', 'Enter your name'],
      ['   ', 'Enter your name'],
      ['x', 'Enter your name'],
      ['12345', 'Enter your name'],
      ['\u202E\u200B\u2066', 'Enter your name'],
      ['a'.repeat(121), 'at most 120 characters'],
      ['Nat Named', 'This is the name that it prints'],
      ['  Nat \u202ENamed ', 'This is the name that it prints'],
      ['Nat \u{1F600} Named', 'On a certificate this can’t be printed: “😀”'],
    ])('does not take %j', async (name, message) => {
      const page = await nat.browser.post(nat.page, { name, reason: 'Kept <words>', account: 'yes' });
      expect(page.status).toBe(422);
      expect(page.text).toContain(message);
      expect(page.text).toContain('id="name-error"');
      expect(page.text).toContain('Kept &lt;words&gt;');
      expect(page.text).toContain('value="yes" checked');
      expect((await counts(nat))?.asked).toBe(0);
    });

    it.each(['', ' \n ', 'x'.repeat(1001)])('wants a reason of bounded length', async (reason) => {
      const page = await nat.browser.post(nat.page, { name: 'Nathalie Named', reason });
      expect(page.status).toBe(422);
      expect(page.text).toContain('id="reason-error"');
      expect(page.text).toContain('Nathalie Named');
    });

    it.each(['محمد أحمد', 'נועה Named', '李小龙', 'Иван Петров'])(
      'takes %s, and shows it apart from the direction around it',
      async (name) => {
        expect((await nat.browser.post(nat.page, { name, reason: 'My script.' })).status).toBe(303);
        expect((await ada.get('/certificates/administration/corrections')).text).toContain(
          `<bdi>${name}</bdi>`,
        );
        expect((await ada.get(await openOf(nat))).status).toBe(200);
        await nat.browser.post(`${nat.page}/withdrawals`);
      },
    );
  });

  it('is asked for ten times a day at most, and what was typed stays', async () => {
    const max = await holder('Max Many');
    await app.db.query('DELETE FROM rate_limits');
    for (let times = 0; times < 10; times += 1) {
      expect((await max.browser.post(max.page, { name: 'Maximilian', reason: 'Again.' })).status).toBe(303);
      await max.browser.post(`${max.page}/withdrawals`);
    }
    const page = await max.browser.post(max.page, { name: 'Maximilian', reason: 'Once more.' });
    expect(page.status).toBe(429);
    expect(page.text).toContain('Once more.');
    expect(page.text).toContain('Try again in');
  });

  it('is not for what was suspended, revoked or replaced, and says so to both', async () => {
    const kim = await holder('Kim Kept');
    const reasons = { publicReason: 'We look into it.', privateReason: '' };
    await kim.browser.post(kim.page, { name: 'Kimberly Kept', reason: 'In full.' });
    const path = await openOf(kim);
    await ada.post(`/certificates/${kim.id}/suspensions`, reasons);
    expect((await ada.get(path)).text).toContain('The certificate is suspended. Reinstate it first');
    const refused = await ada.post(`${path}/approvals`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('because it is suspended. Nothing was changed.');
    await kim.browser.post(`${kim.page}/withdrawals`);
    const told = await kim.browser.get(kim.page);
    expect(told.text).toContain('You can ask for a correction once it is reinstated');
    expect(told.text).not.toContain('Send the request');
    const tried = await kim.browser.post(kim.page, { name: 'Kimberly Kept', reason: 'Please.' });
    expect(tried.status).toBe(409);
    expect(tried.text).toContain('Kimberly Kept');
    await ada.post(`/certificates/${kim.id}/revocations`, reasons);
    expect((await kim.browser.get(kim.page)).text).toContain('a revoked certificate is not corrected');
    expect((await counts(kim))?.certificates).toBe(0);
  });

  it('is approved by nobody once the certificate was revoked, and the page says why', async () => {
    const rae = await holder('Rae Revoked');
    await rae.browser.post(rae.page, { name: 'Rachel Revoked', reason: 'In full.' });
    const path = await openOf(rae);
    await ada.post(`/certificates/${rae.id}/revocations`, { publicReason: 'A mistake.', privateReason: '' });
    const late = await ada.post(`${path}/approvals`);
    expect(late.status).toBe(409);
    expect(late.text).toContain('because it was revoked. Nothing was changed.');
  });

  /** What has happened to a certificate, in its order. */
  const kindsOf = async ({ id }: { id: string }) => {
    const rows = await app.db.query<{ kind: string }[]>(
      'SELECT kind FROM certificate_events WHERE certificate_id = $1 ORDER BY sequence',
      [id],
    );
    return rows.map(({ kind }) => kind);
  };

  it('does not keep the certificate that was replaced from being revoked: that comes before the newer one', async () => {
    const eli = await holder('Eli Earlier');
    await eli.browser.post(eli.page, { name: 'Elias Earlier', reason: 'In full.' });
    expect((await ada.post(`${await openOf(eli)}/approvals`)).status).toBe(303);
    await until(async () => (await answer(eli.code)).status === 'superseded');
    const fresh = (await certificatesOf(app.db, eli.userId)).find(({ id }) => id !== eli.id);
    const form = await ada.get(`/certificates/${eli.id}/revocations`);
    const seen = /name="seen" value="(\d+)"/.exec(form.text)?.[1] ?? '';
    const reasons = { publicReason: 'It was copied and altered.', privateReason: '', seen };
    expect((await ada.post(`/certificates/${eli.id}/revocations`, reasons)).status).toBe(303);
    await until(async () => (await answer(eli.code)).status === 'revoked');
    const told = await answer(eli.code);
    expect(told.reason).toBe(reasons.publicReason);
    expect(told).not.toHaveProperty('supersededBy');
    const page = await app.visitor().get(`/verify/${writtenCode(eli.code)}`);
    expect(page.text).toContain('<h1 class="verdict-word">Revoked</h1>');
    expect(page.text).not.toContain(writtenCode(fresh?.code as Code));
    expect((await answer(fresh?.code as Code)).status).toBe('valid');
    expect(await kindsOf(eli)).toEqual(['issued', 'superseded', 'revoked']);
    const again = await ada.post(`/certificates/${eli.id}/revocations`, { ...reasons, seen: '' });
    expect([again.status, await kindsOf(eli)]).toEqual([409, ['issued', 'superseded', 'revoked']]);
  });

  it('is approved or the certificate is revoked, when two administrators press at the same time', async () => {
    const other = await app.as('ada');
    for (const [name, fuller] of [
      ['Sam Same', 'Samuel Same'],
      ['Mel Moment', 'Melanie Moment'],
    ] as const) {
      const both = await holder(name);
      await both.browser.post(both.page, { name: fuller, reason: 'In full.' });
      const path = await openOf(both);
      const revocation = `/certificates/${both.id}/revocations`;
      const seen = /name="seen" value="(\d+)"/.exec((await other.get(revocation)).text)?.[1] ?? '';
      const [approved, revoked] = await Promise.all([
        ada.post(`${path}/approvals`),
        other.post(revocation, { publicReason: 'A mistake.', privateReason: '', seen }),
      ]);
      expect([approved.status, revoked.status].sort()).toEqual([303, 409]);
      const lost = approved.status === 409 ? approved : revoked;
      expect(lost.text).toMatch(/Nothing was changed|Something has happened to this certificate/);
      const first = approved.status === 303 ? 'superseded' : 'revoked';
      expect(await kindsOf(both)).toEqual(['issued', first]);
      expect((await counts(both))?.certificates).toBe(approved.status === 303 ? 1 : 0);
      await until(async () => (await answer(both.code)).status === first);
    }
  });

  it('belongs to its holder alone, and the decision to administrators', async () => {
    const own = await holder('Olga Owner');
    await own.browser.post(own.page, asked);
    const path = await openOf(own);
    const [bob, charlie] = [await app.as('bob'), await app.as('charlie')];
    for (const [who, status] of [
      [bob, 403],
      [ada, 403],
      [charlie, 404],
      [app.visitor(), 303],
    ] as const) {
      expect((await who.get(own.page)).status).toBe(status);
      expect((await who.post(own.page, asked)).status).toBe(status);
      expect((await who.post(`${own.page}/withdrawals`)).status).toBe(status);
    }
    for (const [who, status] of [
      [bob, 403],
      [charlie, 403],
      [own.browser, 403],
      [app.visitor(), 303],
    ] as const) {
      expect((await who.get('/certificates/administration/corrections')).status).toBe(status);
      expect((await who.get(path)).status).toBe(status);
      expect((await who.post(`${path}/approvals`)).status).toBe(status);
      expect((await who.post(`${path}/refusals`, { answer: 'No.' })).status).toBe(status);
    }
    const nobodys = '00000000-0000-4000-8000-000000000000';
    for (const id of [nobodys, 'not-an-id']) {
      expect((await ada.get(`/certificates/administration/corrections/${id}`)).status).toBe(404);
      expect((await ada.post(`/certificates/administration/corrections/${id}/approvals`)).status).toBe(404);
      expect((await ada.post(`/certificates/administration/corrections/${id}/refusals`)).status).toBe(404);
      expect((await own.browser.get(`/certificates/${id}/corrections`)).status).toBe(404);
    }
    expect(await counts(own)).toEqual({ asked: 1, ended: 0, certificates: 0 });
  });

  it('is forgotten with its holder, open or not', async () => {
    const eva = await holder('Eva Erased');
    await eva.browser.post(eva.page, { name: 'Evangeline Uncommon', reason: 'Peculiar words.' });
    await ada.post(`${await openOf(eva)}/refusals`, { answer: 'Unheard words.' });
    await eva.browser.post(eva.page, { name: 'Evangeline Uncommon', reason: 'Peculiar words.' });
    const path = await openOf(eva);
    await app.get(Erasures).erase(eva.userId, app.ids.ada);
    await jobsDone(app.db);
    const [left] = await app.db.query<{ n: number }[]>(
      `SELECT (SELECT count(*)::int FROM name_correction_texts WHERE name ILIKE '%Uncommon%' OR reason LIKE 'Peculiar%')
            + (SELECT count(*)::int FROM name_correction_answers WHERE body LIKE 'Unheard%')
            + (SELECT count(*)::int FROM certificate_names WHERE key LIKE '%eva erased%') AS n`,
    );
    expect(left?.n).toBe(0);
    expect((await ada.get('/certificates/administration/corrections')).text).not.toContain('Uncommon');
    expect((await ada.get(path)).status).toBe(200);
    expect((await ada.post(`${path}/approvals`)).status).toBe(409);
    expect((await ada.post(`${path}/refusals`, { answer: 'No.' })).status).toBe(409);
  });
});
