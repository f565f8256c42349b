import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { Correspondence } from '../../src/users/correspondence/correspondence.js';
import { lastDigest, nextDigest } from '../../src/users/correspondence/digest.rules.js';
import { DIGESTS } from '../../src/users/correspondence/digests.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { cast } from '../../src/users/cast.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { type ReceivedMail } from '../support/mail-server.js';
import { statementsDuring } from '../support/statements.js';

/** What the mails of this file are about. */
interface News {
  personId: string;
  n: number;
}

let app: TestApp;
let correspondence: Correspondence;
/** News that is past by now. */
const past = new Set<number>();
let seen = 0;
let n = 0;

beforeAll(async () => {
  app = await startTestApp();
  correspondence = define(app);
});
afterAll(() => app.close());
beforeEach(() => {
  seen = app.mails.length;
  past.clear();
});

/** Two kinds, one of which can be turned off. */
function define(of: TestApp): Correspondence {
  const registry = of.get(Correspondence);
  for (const [kind, required] of [
    ['test-news', null],
    ['test-duty', 'It tells what you have to know.'],
  ] as const) {
    registry.define(kind, {
      title: kind === 'test-news' ? 'News of the test' : 'Duties of the test',
      about: 'Comes when a test wants it.',
      required,
      compose: ({ n }: News, reader) =>
        Promise.resolve(
          past.has(n)
            ? null
            : {
                subject: `News ${String(n)} for ${reader.timeZone}`,
                gist: 'What it says in one sentence.',
                template: 'welcome-to-cohort',
                model: {
                  courseTitle: 'Strategist',
                  cohortName: 'November',
                  startsOn: 'today',
                  link: `${of.url}/news/${String(n)}`,
                },
                ...(n % 2 === 0 ? { pastAt: new Date(of.clock.now().getTime() + 3_600_000) } : {}),
              },
        ),
    });
  }
  return registry;
}

const mails = (): ReceivedMail[] => app.mails.slice(seen);
const subjects = () => mails().map(({ subject }) => subject);
/** Odd news is of use for ever, even news for an hour. */
const odd = () => (n += n % 2 === 0 ? 1 : 2);
const even = () => (n += n % 2 === 0 ? 2 : 1);

async function tell(who: 'alice' | 'bob' | 'charlie', which: number, kind = 'test-news'): Promise<boolean> {
  app.clock.advance(1);
  const posted = await app.db.transaction((tx) =>
    correspondence.post(tx, kind, { personId: app.ids[who], n: which }),
  );
  await jobsDone(app.db);
  return posted;
}

async function choose(who: 'alice' | 'bob' | 'charlie', delivery: string): Promise<void> {
  const answer = await (await app.as(who)).post('/account/mail', await choices(delivery));
  expect([answer.status, answer.headers['location']]).toEqual([303, '/account/mail']);
}

const choices = (delivery: string): Promise<Record<string, string>> =>
  Promise.resolve(
    Object.fromEntries(correspondence.optional().map(({ kind }) => [`delivery-${kind}`, delivery])),
  );

async function digests(): Promise<void> {
  await app.get(Jobs).trigger(DIGESTS);
  await jobsDone(app.db);
}

const linkOf = (mail: ReceivedMail | undefined): string =>
  /^<(.*)>$/.exec(mail?.headers['list-unsubscribe'] ?? '')?.[1]?.slice(app.url.length) ?? '';

describe('A mail to a person', () => {
  it('goes at once to whoever chose nothing, with the way to stop it', async () => {
    const which = odd();
    expect(await tell('alice', which)).toBe(true);
    expect(await tell('alice', which)).toBe(false);
    const [mail, ...rest] = mails();
    expect(rest).toEqual([]);
    expect(mail).toMatchObject({
      to: [cast.alice.email],
      subject: `News ${String(which)} for ${cast.alice.timeZone}`,
    });
    expect(mail?.headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'list-unsubscribe': expect.stringMatching(
        new RegExp(`^<${app.url}/mail/unsubscribes/[\\w-]{64}>$`),
      ) as unknown,
    });
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain(`${app.url}${linkOf(mail)}`);
      expect(part).toContain(`${app.url}/account/mail`);
    }
  });

  it('that is required goes whatever was chosen, and offers no way to stop it', async () => {
    await choose('alice', 'never');
    await tell('alice', odd(), 'test-duty');
    expect(subjects()).toHaveLength(1);
    expect(mails()[0]?.headers).not.toHaveProperty('list-unsubscribe');
    expect(mails()[0]?.text).not.toContain('unsubscribe');
    await choose('alice', 'at-once');
  });

  it('is not sent to whoever wants none of its kind', async () => {
    await choose('alice', 'never');
    await tell('alice', odd());
    expect(subjects()).toEqual([]);
    await choose('alice', 'at-once');
  });

  it('is posted to many with the same statements as to few, once each', async () => {
    const counted: number[] = [];
    for (const many of [2, 300]) {
      const batch = Array.from({ length: many }, () => ({ personId: app.ids.bob, n: odd() }));
      for (const { n } of batch) past.add(n);
      const post = () =>
        app.db.transaction((tx) => correspondence.postAll(tx, 'test-news', [...batch, ...batch.slice(0, 1)]));
      const posted: number[] = [];
      const statements = await statementsDuring(app.db, async () => posted.push(await post()));
      // The jobs run at once and ask, too.
      counted.push(statements.filter((sql) => sql.includes('INSERT INTO pgboss')).length);
      posted.push(await post());
      expect(posted).toEqual([many, 0]);
    }
    expect(counted).toEqual([1, 1]);
    await jobsDone(app.db);
  });
});

describe('The daily digest', () => {
  it('brings at 07:00 of the reader’s day what waited, in one mail', async () => {
    await choose('bob', 'digest');
    app.clock.set('2026-11-24T09:00:00Z');
    const [first, second, over] = [odd(), odd(), odd()];
    for (const which of [first, second, over]) await tell('bob', which);
    await digests();
    expect(subjects()).toEqual([]);
    past.add(over);
    const seven = nextDigest(cast.bob.timeZone, app.clock.now());
    app.clock.set(new Date(seven.getTime() - 60_000));
    await digests();
    expect(subjects()).toEqual([]);
    app.clock.set(seven);
    const late = odd();
    await tell('bob', late);
    await digests();
    const [digest, ...rest] = mails();
    expect(rest).toEqual([]);
    expect(digest).toMatchObject({
      to: [cast.bob.email],
      subject: `News ${String(first)} for ${cast.bob.timeZone}, and 1 more`,
    });
    for (const part of [digest?.text, digest?.html]) {
      for (const which of [first, second]) expect(part).toContain(`${app.url}/news/${String(which)}`);
      for (const which of [over, late]) expect(part).not.toContain(`/news/${String(which)}`);
    }
    expect(digest?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    await digests();
    expect(mails()).toHaveLength(1);
    // The next day brings what came after it.
    app.clock.set(nextDigest(cast.bob.timeZone, app.clock.now()));
    await digests();
    expect(subjects()).toHaveLength(2);
    expect(mails()[1]?.text).toContain(`/news/${String(late)}`);
  });

  it('comes late rather than never, and not at all when nothing is left to say', async () => {
    await choose('bob', 'digest');
    const [kept, gone] = [odd(), odd()];
    await tell('bob', kept);
    await tell('charlie', gone);
    app.clock.set(new Date(app.clock.now().getTime() + 3 * 24 * 3_600_000));
    past.add(gone);
    seen = app.mails.length;
    await digests();
    expect(mails().map(({ to }) => to)).toEqual([[cast.bob.email]]);
    expect(mails()[0]?.text).toContain(`/news/${String(kept)}`);
  });

  it('does not hold back what would be past by then', async () => {
    await choose('bob', 'digest');
    app.clock.set(new Date(lastDigest(cast.bob.timeZone, app.clock.now()).getTime() + 5 * 3_600_000));
    const urgent = even();
    await tell('bob', urgent);
    expect(mails().map(({ text }) => text.includes(`/news/${String(urgent)}`))).toEqual([true]);
  });

  it('stops with what came in it by its own link, and comes back as it was', async () => {
    await choose('bob', 'digest');
    await tell('bob', odd());
    app.clock.set(nextDigest(cast.bob.timeZone, app.clock.now()));
    await digests();
    const link = linkOf(mails().at(-1));
    expect((await app.visitor().post(link)).status).toBe(303);
    expect((await app.visitor().get(link)).text).toContain('You will no longer get the daily digest');
    await tell('bob', odd());
    app.clock.set(nextDigest(cast.bob.timeZone, app.clock.now()));
    await digests();
    expect(mails()).toHaveLength(1);
    expect((await app.visitor().post(`${link}/withdrawals`)).status).toBe(303);
    const page = await (await app.as('bob')).get('/account/mail');
    expect(page.text).toMatch(/value="digest" checked/);
  });
});

describe('07:00 of a day', () => {
  const zones = [
    'UTC',
    'America/Toronto',
    'Europe/Paris',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Apia',
  ];

  it('is the last and the next one around any moment, whatever the clocks do', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        (zone, now) => {
          const [last, next] = [lastDigest(zone, now), nextDigest(zone, now)];
          expect(last <= now && now < next).toBe(true);
          expect(lastDigest(zone, new Date(next.getTime() - 1))).toEqual(last);
          expect(nextDigest(zone, last)).toEqual(next);
          for (const at of [last, next]) {
            const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
            expect(there.toPlainTime().toString({ smallestUnit: 'minute' })).toBe('07:00');
          }
        },
      ),
    );
  });
});

describe('The link in a mail', () => {
  async function linkFor(who: 'alice' | 'charlie'): Promise<string> {
    await choose(who, 'at-once');
    await tell(who, odd());
    return linkOf(mails().at(-1));
  }

  it('stops the kind of mail with one POST of a mail program: no cookie, no token, no redirect', async () => {
    const link = await linkFor('alice');
    const bodies = [
      ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
      [
        'multipart/form-data; boundary=b',
        '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      ],
    ] as const;
    for (const [type, body] of bodies) {
      const answer = await fetch(app.url + link, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
        redirect: 'manual',
      });
      expect({ type, status: answer.status }).toEqual({ type, status: 200 });
      expect(await answer.text()).toContain('You will no longer get mails of the kind “News of the test”');
    }
    seen = app.mails.length;
    await tell('alice', odd());
    expect(subjects()).toEqual([]);
  });

  it('asks first when it is opened, and changes nothing by that', async () => {
    const link = await linkFor('alice');
    const page = await app.visitor().get(link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Stop these mails');
    // Whoever opens it may be somebody else: it names nobody.
    expect(page.text).not.toContain(cast.alice.name);
    expect(page.text).not.toContain(cast.alice.email);
    seen = app.mails.length;
    await tell('alice', odd());
    expect(subjects()).toHaveLength(1);
  });

  it('stops with its button, and takes it back, signed out or in', async () => {
    const link = await linkFor('alice');
    for (const browser of [app.visitor(), await app.as('bob'), await app.as('alice')]) {
      const stopped = await browser.post(link);
      expect([stopped.status, stopped.headers['location']]).toEqual([303, link]);
      expect((await browser.get(link)).text).toContain('Take it back');
      const back = await browser.post(`${link}/withdrawals`);
      expect([back.status, back.headers['location']]).toEqual([303, link]);
      expect((await browser.get(link)).text).toContain('Stop these mails');
    }
    seen = app.mails.length;
    await tell('alice', odd());
    expect(subjects()).toHaveLength(1);
  });

  it('lets another site stop nothing but with the link, and take nothing back', async () => {
    const link = await linkFor('alice');
    const alice = await app.as('alice');
    expect((await alice.postFromElsewhere(`${link}/withdrawals`)).status).toBe(403);
    const other = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (const wrong of [other, '/mail/unsubscribes/x', `/mail/unsubscribes/${'A'.repeat(64)}`]) {
      expect((await alice.postFromElsewhere(wrong)).status).toBe(404);
      expect((await alice.get(wrong)).status).toBe(404);
      expect((await alice.post(`${wrong}/withdrawals`)).status).toBe(404);
    }
    const page = await alice.get('/account/mail');
    expect(page.text).not.toMatch(/value="never" checked/);
  });

  it('leads nowhere once its reader is erased, of whom nothing stays', async () => {
    const link = await linkFor('charlie');
    await choose('charlie', 'digest');
    await tell('charlie', odd());
    await app.get(Erasures).erase(app.ids.charlie, app.ids.ada);
    expect((await app.visitor().get(link)).status).toBe(404);
    expect((await app.visitor().post(link)).status).toBe(404);
    seen = app.mails.length;
    await tell('charlie', odd());
    await tell('charlie', odd(), 'test-duty');
    app.clock.set(new Date(app.clock.now().getTime() + 2 * 24 * 3_600_000));
    await digests();
    expect(mails().filter(({ to }) => to.includes(cast.charlie.email))).toEqual([]);
    expect(
      await app.db.query(
        `SELECT person_id FROM mail_preferences WHERE person_id = $1
         UNION ALL SELECT person_id FROM digest_items WHERE person_id = $1`,
        [app.ids.charlie],
      ),
    ).toEqual([]);
  });
});

describe('The page of preferences', () => {
  it('says what one gets, what can’t be turned off and why', async () => {
    const page = await (await app.as('alice')).get('/account/mail');
    expect(page.status).toBe(200);
    expect(page.text).toContain('News of the test');
    expect(page.text).toContain('It tells what you have to know.');
    expect(page.text).not.toContain('delivery-test-duty');
  });

  it('keeps what was chosen and says what is wrong with the rest', async () => {
    const alice = await app.as('alice');
    const fields = await choices('digest');
    const answer = await alice.post('/account/mail', { ...fields, 'delivery-test-news': 'sometimes' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Choose at once, the daily digest or never.');
    expect(answer.text).toContain('<title>Error:');
    expect((await alice.get('/account/mail')).text).toMatch(/value="at-once" checked/);
    expect((await app.visitor().get('/account/mail')).headers['location']).toMatch(/^\/sign-in/);
  });
});

// The last of this file: passport knows one application in a process, and this other one is closed.
describe('The daily digest of two processes', () => {
  it('is sent once, also when two processes look at the same moment', async () => {
    await choose('bob', 'digest');
    const other = await startTestApp({ beside: app });
    define(other);
    const which = odd();
    await tell('bob', which);
    app.clock.set(nextDigest(cast.bob.timeZone, app.clock.now()));
    await Promise.all([app.get(Jobs).trigger(DIGESTS), other.get(Jobs).trigger(DIGESTS)]);
    await jobsDone(app.db);
    await Promise.all([app.get(Jobs).trigger(DIGESTS), other.get(Jobs).trigger(DIGESTS)]);
    await jobsDone(app.db);
    const sent = [...mails(), ...other.mails].filter(({ text }) => text.includes(`/news/${String(which)}`));
    expect(sent).toHaveLength(1);
    await other.close();
  });
});
