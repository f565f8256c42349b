import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as Y from 'yjs';
import { HandbookUpdates } from '../../src/assignments/handbooks/handbook-store.js';
import { LiveHandbooks } from '../../src/assignments/live/live-handbooks.js';
import { Stretches } from '../../src/assignments/revisions/stretches.service.js';
import { addRow } from '../../src/assignments/sections/tables/rows.rules.js';
import { Limits } from '../../src/platform/limits/limits.js';
import { writeSections } from '../../src/dashboard/demo/handbook-text.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { setScene, type World } from '../support/world.js';

interface Row {
  id: string;
  kind: string;
  name: string | null;
  words: number;
}

/** A world for all, and for each test a handbook of its own. */
describe('earlier versions of a handbook', () => {
  let app: TestApp;
  let world: World;
  let alice: Browser;
  let handbookId: string;
  let cohorts = 0;

  beforeAll(async () => {
    app = await startTestApp();
    world = await setScene(app);
  });
  beforeEach(async () => {
    app.clock.set('2026-11-23T09:00:00Z');
    handbookId = await anotherHandbook();
    alice = await app.as('alice');
  });
  afterAll(() => app.close());

  const anotherHandbook = async (personId = app.ids.alice) => {
    cohorts += 1;
    const cohort = await world.chronicle.openCohort(
      world.versionId,
      {
        slug: `cohort-${cohorts}`,
        name: `Cohort ${cohorts}`,
        startsOn: '2026-11-16',
        timeZone: 'Europe/Paris',
        seats: 30,
        signatories: [{ name: 'Ada Lindqvist', role: 'Director of studies' }],
        instructorIds: [app.ids.bob],
        dueLocal: '2026-12-06T18:00',
        cutOffLocal: '2026-12-08T18:00',
      },
      app.ids.ada,
    );
    return world.chronicle.enrol(cohort, personId);
  };
  const after = (minutes: number) => {
    app.clock.set(new Date(app.clock.now().getTime() + minutes * 60_000).toISOString());
  };
  const run = () => app.get(Stretches).run();
  const change = (act: (doc: Y.Doc) => void, id = handbookId) =>
    app.get(LiveHandbooks).change(id, app.ids.alice, act);
  const write = (key: string, text: string, id = handbookId) =>
    change((doc) => {
      const fragment = doc.getXmlFragment(key);
      fragment.delete(0, fragment.length);
      writeSections(doc, { [key]: text });
    }, id);
  const textOf = async (key: string) => {
    const doc = await app.get(LiveHandbooks).read(handbookId);
    return doc.getXmlFragment(key).toJSON();
  };
  const rows = (id = handbookId) =>
    app.db.query<Row[]>(
      'SELECT id, kind, name, words FROM handbook_revisions WHERE handbook_id = $1 ORDER BY ordinal',
      [id],
    );
  const kinds = async (id = handbookId) => (await rows(id)).map(({ kind }) => kind);
  const last = async () => {
    const row = (await rows()).at(-1);
    if (!row) throw new Error('Nothing was kept.');
    return row;
  };
  const base = () => `/handbooks/${handbookId}`;
  const name = (text: string) => alice.post(`${base()}/revisions`, { name: text });

  describe('after a stretch of work', () => {
    it('one is kept when nobody has written for ten minutes, and none as long as nothing changes', async () => {
      await write('research', 'We answer first.');
      after(9);
      await run();
      expect(await kinds()).toEqual([]);
      after(1);
      await run();
      expect(await rows()).toMatchObject([{ kind: 'stretch', words: 3 }]);
      after(60);
      await run();
      // Written and taken back: the text is the one that is kept already.
      await write('research', 'We answer second.');
      await write('research', 'We answer first.');
      after(10);
      await run();
      expect(await kinds()).toEqual(['stretch']);
      await write('research', 'We answer second.');
      after(10);
      await run();
      expect(await kinds()).toEqual(['stretch', 'stretch']);
    });

    it('one is kept after an hour, however much is being written', async () => {
      for (let minute = 0; minute < 61; minute += 5) {
        await write('research', `Minute ${minute}.`);
        await run();
        after(5);
      }
      expect(await kinds()).toEqual(['stretch']);
    });

    it('two processes at once make one', async () => {
      await write('research', 'We answer first.');
      after(10);
      await Promise.all([run(), run(), run()]);
      expect(await kinds()).toEqual(['stretch']);
    });

    it('costs nothing for what did not change: a text is stored once', async () => {
      for (const text of ['One.', 'Two.', 'Three.']) {
        await write('research', text);
        after(10);
        await run();
      }
      const [stored] = await app.db.query<{ n: number }[]>(
        'SELECT count(*)::int AS n FROM section_contents WHERE handbook_id = $1',
        [handbookId],
      );
      // Thirteen sections, and two more texts of one of them.
      expect(stored?.n).toBe(15);
    });

    it('takes the same number of statements for one handbook and for thirteen', async () => {
      const count = async (handbooks: number) => {
        for (let n = 0; n < handbooks; n += 1) {
          const id = await anotherHandbook();
          await write('research', `Handbook ${n}.`, id);
        }
        after(10);
        return (await statementsDuring(app.db, run)).length;
      };
      await run();
      const one = await count(1);
      expect(await count(13)).toBe(one);
    });

    it('rewrites what is stored of it, so that what was deleted is gone', async () => {
      const secret = 'Nobody is to read this.';
      await write('research', secret);
      for (let n = 0; n < 60; n += 1) await write('research', `Version ${n}.`);
      after(10);
      await run();
      const stored = await app.db.query<{ body: Buffer }[]>(
        'SELECT body FROM handbook_updates WHERE handbook_id = $1',
        [handbookId],
      );
      expect(stored).toHaveLength(1);
      expect(stored[0]?.body.includes(secret)).toBe(false);
      expect(await textOf('research')).toContain('Version 59.');
    });

    it('of days that are over for two days only the last one stays; those that somebody asked for all do', async () => {
      for (let day = 0; day < 10; day += 1) {
        for (let sitting = 0; sitting < 6; sitting += 1) {
          await write('research', `Day ${day}, sitting ${sitting}.`);
          after(10);
          await run();
        }
        if (day === 2) await name('The third day');
        after(23 * 60);
      }
      // It is 09:00 UTC of the eleventh day: 48 hours ago the ninth day had begun.
      await run();
      const all = await rows();
      const count = (kind: string) => all.filter((row) => row.kind === kind).length;
      expect({ day: count('day'), named: count('named'), stretch: count('stretch') }).toEqual({
        day: 8,
        named: 1,
        stretch: 12,
      });
      const [unused] = await app.db.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM section_contents c WHERE handbook_id = $1
            AND NOT EXISTS (SELECT FROM revision_sections s WHERE s.content_id = c.id)`,
        [handbookId],
      );
      expect(unused?.n).toBe(0);
      expect((await alice.get(`${base()}/revisions/${all[0]?.id ?? ''}`)).text).toContain(
        'Day 0, sitting 5.',
      );
    });
  });

  describe('handing in', () => {
    it('keeps what was frozen, in the same transaction', async () => {
      await write('research', 'We answer first.');
      const form = { publicInformation: 'yes', snapshot: '', secondLook: 'yes' };
      expect((await alice.post(`${base()}/submissions`, form)).status).toBe(303);
      expect(await kinds()).toEqual(['hand-in']);
      const page = await alice.get(`${base()}/revisions/${(await last()).id}`);
      expect(page.text).toContain('As it was handed in');
      expect(page.text).toContain('Open the receipt');
      // The same again is the same attempt.
      await alice.post(`${base()}/submissions`, form);
      after(10);
      await run();
      expect(await kinds()).toEqual(['hand-in']);
    });
  });

  describe('by name', () => {
    it('one is kept as it is now', async () => {
      await write('research', 'We answer first.');
      const answer = await name('  Before the\tinterview ');
      expect([answer.status, answer.headers['location']]).toEqual([303, `${base()}/revisions`]);
      expect(await rows()).toMatchObject([{ kind: 'named', name: 'Before the interview', words: 3 }]);
      expect((await alice.get(`${base()}/revisions`)).text).toContain('Before the interview');
    });

    it.each(['', '   ', 'x'.repeat(81)])(
      'not without one, nor with one that is too long (%#)',
      async (text) => {
        const answer = await name(text);
        expect(answer.status).toBe(422);
        expect(answer.text).toContain('href="#name"');
        expect(answer.text).toContain('<title>Error: ');
        if (text !== '') expect(answer.text).toContain(`value="${text}"`);
        expect(await rows()).toEqual([]);
        expect((await name('x'.repeat(80))).status).toBe(303);
      },
    );

    it('not without end', async () => {
      await name('The first');
      const { id } = await last();
      await app.db.query(
        `INSERT INTO handbook_revisions (handbook_id, at, kind, name, words, covers)
         SELECT handbook_id, at, kind, name || n, words, covers FROM handbook_revisions, generate_series(1, 299) n WHERE id = $1`,
        [id],
      );
      const answer = await name('One more');
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('keeps 300 versions');
      expect(answer.text).toContain('value="One more"');
    });
  });

  describe('compared', () => {
    it('show the words that differ in prose and the cells that differ in tables, and name what is the same', async () => {
      await change((doc) => {
        writeSections(doc, {
          research: 'We answer within a day.\nNobody waits.',
          strategy: 'Stay as it is.',
        });
        const typed = ['item', 'quantity', 'unit', 'unitCost'];
        addRow(doc, 'budget', {
          id: 'a',
          at: 0,
          typed,
          cells: { item: 'Care team', quantity: '12', unitCost: '100' },
        });
        addRow(doc, 'budget', {
          id: 'b',
          at: 1,
          typed,
          cells: { item: 'Camera', quantity: '1', unitCost: '900' },
        });
        addRow(doc, 'budget', {
          id: 'c',
          at: 2,
          typed,
          cells: { item: 'Studio', quantity: '2', unitCost: '50' },
        });
      });
      await name('First');
      const from = (await last()).id;
      await write('research', 'We answer within four working hours.\nNobody waits.');
      await change((doc) => {
        const table = doc.getMap<Y.Map<Y.Text>>('budget');
        const cost = table.get('a')?.get('unitCost');
        cost?.delete(0, cost.length);
        cost?.insert(0, '120');
        table.delete('b');
      });
      await name('Second');
      const to = (await last()).id;
      for (const path of [`from=${from}&to=${to}`, `from=${from}&to=now`, `from=${from}`]) {
        const { status, text } = await alice.get(`${base()}/comparison?${path}`);
        expect(status).toBe(200);
        const seen = plain(text);
        expect(seen).toContain('We answer within [removed: a day] [added: four working hours] .');
        expect(seen).toContain('[removed: 100.00] [added: 120.00]');
        expect(seen).toMatch(/Removed \[removed: Camera\]|Removed\s+\[removed: Camera/);
        expect(seen).toContain('1 row is the same');
        expect(seen).toMatch(/Not changed: .*Strategy/);
        expect(seen).not.toContain('Studio');
        expect(seen).not.toContain('Stay as it is.');
      }
      const back = await alice.get(`${base()}/comparison?from=${to}&to=${from}`);
      expect(plain(back.text)).toContain('[removed: four working hours] [added: a day]');
      const same = await alice.get(`${base()}/comparison?from=${to}&to=now`);
      expect(same.text).toContain('Nothing differs');
    });

    it('are of one handbook: what is not its own is not there', async () => {
      await name('Mine');
      const { id } = await last();
      const elsewhere = await anotherHandbook();
      await write('research', 'Elsewhere.', elsewhere);
      after(10);
      await run();
      const other = (await rows(elsewhere))[0]?.id ?? '';
      for (const path of [
        `/comparison?from=${other}&to=now`,
        `/comparison?from=${id}&to=nothing`,
        `/comparison?from=${id}&from=${id}`,
        `/revisions/${other}`,
        `/revisions/nothing`,
        `/revisions/${other}/restorations/new`,
        `/revisions/${id}/restorations/new?section=nothing`,
      ])
        expect({ path, status: (await alice.get(`${base()}${path}`)).status }).toEqual({ path, status: 404 });
      for (const [revision, section] of [
        [other, ''],
        [id, 'nothing'],
      ])
        expect(
          (await alice.post(`${base()}/revisions/${revision}/restorations`, { section: section ?? '' }))
            .status,
        ).toBe(404);
    });
  });

  describe('restored', () => {
    const restore = (id: string, section = '') =>
      alice.post(`${base()}/revisions/${id}/restorations`, { section });

    it('give one section back, say before what will change, and can be undone', async () => {
      await change((doc) => {
        writeSections(doc, { research: 'The first goal.', strategy: 'The first strategy.' });
      });
      await name('First');
      const first = await last();
      await write('research', 'The second goal.');
      await write('strategy', 'The second strategy.');

      const look = await alice.get(`${base()}/revisions/${first.id}/restorations/new?section=research`);
      expect(look.status).toBe(200);
      expect(plain(look.text)).toContain('The [removed: second] [added: first] goal.');
      expect(plain(look.text)).not.toContain('strategy.');
      expect(await textOf('research')).toContain('The second goal.');

      const answer = await restore(first.id, 'research');
      expect(answer.status).toBe(303);
      expect(await kinds()).toEqual(['named', 'before-restore', 'restore']);
      expect(await textOf('research')).toContain('The first goal.');
      expect(await textOf('strategy')).toContain('The second strategy.');

      const page = await alice.get(answer.headers['location'] ?? '');
      expect(page.text).toContain('Undo the restoration');
      const undo = /action="([^"]+)\/restorations"/.exec(page.text)?.[1] ?? '';
      expect((await alice.post(`${undo}/restorations`, { section: 'research' })).status).toBe(303);
      expect(await textOf('research')).toContain('The second goal.');
      expect(await kinds()).toEqual(['named', 'before-restore', 'restore', 'before-restore', 'restore']);
    });

    it('give all sections back', async () => {
      await write('research', 'The first goal.');
      await name('First');
      const first = await last();
      await write('research', 'The second goal.');
      await write('strategy', 'A strategy.');
      await restore(first.id);
      expect(await textOf('research')).toContain('The first goal.');
      expect(await textOf('strategy')).not.toContain('A strategy.');
      // Once more changes nothing, and keeps nothing.
      const again = await restore(first.id);
      expect(again.headers['location']).toBe(`${base()}/revisions/${first.id}`);
      expect(await kinds()).toEqual(['named', 'before-restore', 'restore']);
    });

    it('are refused with a sentence to who has restored very many', async () => {
      await write('research', 'The first goal.');
      await name('First');
      const { id } = await last();
      await write('research', 'The second goal.');
      const limits = app.get(Limits);
      await limits.forgive('restorationsByAuthor', app.ids.alice);
      await limits.consume('restorationsByAuthor', app.ids.alice, 60);
      const refused = await restore(id);
      expect(refused.status).toBe(429);
      expect(refused.text).toContain('You have restored many versions within ten minutes.');
      expect(await textOf('research')).toContain('The second goal.');
      await limits.forgive('restorationsByAuthor', app.ids.alice);
      expect((await restore(id)).status).toBe(303);
    });

    it('while it is handed in leave both: the attempt holds one of the two texts as a whole', async () => {
      await write('research', 'The first goal.');
      await name('First');
      const first = await last();
      await write('research', 'The second goal.');
      const form = { publicInformation: 'yes', snapshot: '', secondLook: 'yes' };
      const [restored, handedIn] = await Promise.all([
        restore(first.id, 'research'),
        alice.post(`${base()}/submissions`, form),
      ]);
      expect([restored.status, handedIn.status]).toEqual([303, 303]);
      expect((await kinds()).toSorted()).toEqual(['before-restore', 'hand-in', 'named', 'restore']);
      const [attempt] = await app.db.query<{ body: string }[]>(
        'SELECT body FROM submission_contents c JOIN submissions s ON s.id = c.submission_id WHERE s.handbook_id = $1',
        [handbookId],
      );
      expect(attempt?.body).toMatch(/The (first|second) goal\./);
      expect(await textOf('research')).toContain('The first goal.');
    });

    it('are refused while the handbook is read-only, which can still be looked at and compared', async () => {
      await write('research', 'The first goal.');
      await name('First');
      const { id } = await last();
      await write('research', 'The second goal.');
      app.clock.set('2026-12-08T17:00:00Z');
      alice = await app.as('alice');
      for (const path of ['/revisions', `/revisions/${id}`, `/comparison?from=${id}`])
        expect({ path, status: (await alice.get(base() + path)).status }).toEqual({ path, status: 200 });
      expect((await alice.get(`${base()}/revisions/${id}`)).text).not.toContain('restorations/new');
      for (const answer of [
        await alice.get(`${base()}/revisions/${id}/restorations/new`),
        await restore(id),
        await name('Too late'),
      ]) {
        expect(answer.status).toBe(409);
        expect(answer.text).toContain('This handbook is read-only');
      }
      expect(await textOf('research')).toContain('The second goal.');
      expect(await kinds()).toEqual(['named']);
    });
  });

  it.each([
    ['bob', 403],
    ['ada', 403],
    ['charlie', 404],
  ] as const)('are not for %s', async (who: Name, status) => {
    await name('Mine');
    const { id } = await last();
    const other = await app.as(who);
    for (const path of ['/revisions', `/revisions/${id}`, '/comparison', `/revisions/${id}/restorations/new`])
      expect({ path, status: (await other.get(base() + path)).status }).toEqual({ path, status });
    for (const path of ['/revisions', `/revisions/${id}/restorations`])
      expect({ path, status: (await other.post(base() + path, { name: 'Theirs' })).status }).toEqual({
        path,
        status,
      });
  });

  it('come from what is stored, also of a handbook that nobody has open', async () => {
    const doc = new Y.Doc();
    writeSections(doc, { research: 'Typed elsewhere.' });
    await app.get(HandbookUpdates).append(handbookId, Y.encodeStateAsUpdate(doc), app.ids.alice);
    await name('Kept');
    expect((await alice.get(`${base()}/revisions/${(await last()).id}`)).text).toContain('Typed elsewhere.');
  });
});

/** What a screen reader says of a page: its text without marks. */
function plain(html: string): string {
  return html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll(' ]', ']')
    .replace(/\[(\w+): +/g, '[$1: ');
}
