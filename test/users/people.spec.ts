import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { castPassword } from '../../src/users/cast.js';
import { Users } from '../../src/users/users.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';

describe('the people of the academy', () => {
  let app: TestApp;
  let ada: Browser;
  let count = 0;

  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    await app.db.query(
      `INSERT INTO administrators (user_id, appointed_by_id, appointed_at) VALUES ($1, $1, now()) ON CONFLICT DO NOTHING`,
      [app.ids.ada],
    );
    await app.db.query('DELETE FROM administrators WHERE user_id <> $1', [app.ids.ada]);
    ada = await app.as('ada');
  });
  afterAll(() => app.close());

  async function add(name: string): Promise<{ id: string; email: string }> {
    count += 1;
    const email = `person-${String(count)}@people.example`;
    const person = { name, email, password: castPassword, timeZone: 'UTC' };
    const { id } = await app.db.transaction((tx) => app.get(Users).add(tx, person));
    return { id, email };
  }
  const administrators = async () =>
    (
      await app.db.query<{ id: string }[]>('SELECT user_id AS id FROM administrators ORDER BY appointed_at')
    ).map(({ id }) => id);

  it('are listed by name, and found by a part of their name or address, whatever was typed', async () => {
    await add('100 %_of \\ Wörter');
    expect((await ada.get('/people')).text).toContain('alice@capstone.example');
    const found = async (q: string) => (await ada.get(`/people?q=${encodeURIComponent(q)}`)).text;
    expect(await found('okaf')).toContain('Charlie Okafor');
    expect(await found('okaf')).not.toContain('Alice Moreau');
    expect(await found('BOB@')).toContain('Bob Tanaka');
    expect(await found('%_of')).toContain('100 %_of');
    expect(await found('%_of')).not.toContain('Alice Moreau');
    await add('Éloïse Ångström');
    for (const q of ['éloïse', 'Éloïse'.normalize('NFD'), 'ÅNGSTRÖM', ' Éloïse   Ångström '])
      expect([q, (await found(q)).includes('Éloïse Ångström')]).toEqual([q, true]);
    expect(await found("x' OR 1=1 --\0")).toContain('Nobody found');
    for (const page of ['0', '-1', 'x', '1e9'])
      expect((await ada.get(`/people?page=${page}`)).status).toBe(404);
  });

  it('come in pages, with a fixed number of statements', async () => {
    // The first request of a session writes down that it is in use.
    await ada.get('/people');
    const before = await statementsDuring(app.db, () => ada.get('/people'));
    for (let n = 0; n < 60; n += 1) await add(`Person ${String(n).padStart(3, '0')}`);
    expect(await statementsDuring(app.db, () => ada.get('/people'))).toHaveLength(before.length);
    const second = await ada.get('/people?q=Person%200&page=2');
    expect(second.text).toContain('60 people');
    expect(second.text).toContain('Person 059');
    expect(second.text).not.toContain('Person 010');
  });

  it('become administrators and stop being it, with an entry in the audit log', async () => {
    const { id } = await add('Ines Duarte');
    expect((await ada.get(`/people/${id}`)).text).toContain('Make an administrator');
    // Pressed twice, it happens once.
    await Promise.all([ada.post(`/people/${id}/appointments`), ada.post(`/people/${id}/appointments`)]);
    expect(await administrators()).toContain(id);
    expect((await ada.get(`/people/${id}`)).text).toContain('appointed by Ada Lindqvist');
    expect((await ada.post(`/people/${id}/dismissals`)).status).toBe(303);
    expect(await administrators()).toEqual([app.ids.ada]);
    expect((await ada.post(`/people/${id}/dismissals`)).status).toBe(409);
    const entries = await app.db.query<{ action: string }[]>(
      'SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY ordinal',
      [id],
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'administrator.appointed',
      'administrator.dismissed',
    ]);
  });

  it('keep one administrator, also when two dismiss each other at once', async () => {
    const alone = await ada.post(`/people/${app.ids.ada}/dismissals`);
    expect(alone.status).toBe(422);
    expect(alone.text).toContain('The academy would have no administrator.');
    await ada.post(`/people/${app.ids.bob}/appointments`);
    const bob = await app.as('bob');
    await ada.get('/people');
    await bob.get('/people');
    await Promise.all([
      ada.post(`/people/${app.ids.bob}/dismissals`),
      bob.post(`/people/${app.ids.ada}/dismissals`),
    ]);
    expect(await administrators()).toHaveLength(1);
  });

  it('are erased after the word was typed, and then nobody finds them', async () => {
    const { id, email } = await add('Jo Ash');
    for (const word of ['', 'yes', 'erase it']) {
      const refused = await ada.post(`/people/${id}/erasures`, { word });
      expect([refused.status, refused.text.includes('Type the word “erase”')]).toEqual([422, true]);
    }
    expect((await ada.get(`/people?q=${email}`)).text).toContain('Jo Ash');
    expect((await ada.post(`/people/${id}/erasures`, { word: ' Erase ' })).status).toBe(303);
    expect((await ada.get(`/people?q=${email}`)).text).toContain('Nobody found');
    expect((await ada.get(`/people/${id}`)).status).toBe(404);
    for (const act of ['appointments', 'dismissals', 'erasures'])
      expect((await ada.post(`/people/${id}/${act}`, { word: 'erase' })).status).toBe(404);
  });

  it('the only administrator is not erased', async () => {
    const answer = await ada.post(`/people/${app.ids.ada}/erasures`, { word: 'erase' });
    expect(answer.status).toBe(409);
    expect((await ada.get('/people')).status).toBe(200);
  });
});
