import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { projectRoot } from '../../src/platform/config/project-root.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { MailTemplates } from '../../src/platform/mail/mail-templates.js';
import { linksInLog, type MailTransport } from '../../src/platform/mail/mail-transport.js';
import { MailModule } from '../../src/platform/mail/mail.module.js';
import { type Mail, MAIL_TRANSPORT, MAILBOX, Mailer } from '../../src/platform/mail/mailer.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { jobsDone } from '../support/jobs.js';
import { Mails } from '../support/mails.js';
import { type Services, startServices } from '../support/services.js';

const models: Record<string, Mail['model']> = {
  'account-exists': {
    recipientName: 'Alice Moreau',
    resetLink: 'https://capstone.example/password-resets',
    link: 'https://capstone.example/sign-in',
  },
  'address-change-new': { link: 'https://capstone.example/address-changes/1' },
  'address-change-old': {
    recipientName: 'Alice Moreau',
    newEmail: 'alice@new.example',
    link: 'https://capstone.example/address-changes/1',
  },
  'address-changed': { recipientName: 'Alice Moreau', link: 'https://capstone.example/account' },
  'address-taken': { recipientName: 'Alice Moreau', link: 'https://capstone.example/sign-in' },
  'confirm-sign-up': { link: 'https://capstone.example/sign-up/1' },
  'password-changed': { recipientName: 'Alice Moreau', link: 'https://capstone.example/password-resets' },
  'password-reset': { recipientName: 'Alice Moreau', link: 'https://capstone.example/password-resets/1' },
  'submission-receipt': {
    recipientName: 'Alice Moreau',
    handbookTitle: 'Strategy handbook',
    courseTitle: 'Strategist & Manager',
    cohortName: 'Autumn 2026',
    number: 2,
    time: 'Sun 6 Dec, 17:58 your time',
    utc: '2026-12-06 16:58:12 UTC',
    late: true,
    statement: 'This handbook uses public information only, nothing confidential.',
    digest: '0f'.repeat(32),
    attached: true,
    fileName: 'handbook-attempt-2.json',
    command: 'sha256sum handbook-attempt-2.json',
    link: 'https://capstone.example/submissions/1',
  },
  'certificate-ready': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist & Manager',
    cohortName: 'Autumn 2026',
    link: 'https://capstone.example/certificates/1?a=1&b=2',
  },
  'certificate-revoked': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    publicReason: 'It was issued with the wrong date.',
    link: 'https://capstone.example/verify/1',
  },
  'certificate-suspended': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist & Manager',
    cohortName: 'Autumn 2026',
    publicReason: 'We are asked whether the handbook is her own.',
    link: 'https://capstone.example/verify/1',
  },
  'certificate-reinstated': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist & Manager',
    cohortName: 'Autumn 2026',
    publicReason: 'The handbook is her own.',
    link: 'https://capstone.example/verify/1',
  },
  'certificate-replaced': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    because: 'The result was raised.',
    link: 'https://capstone.example/verify/1',
  },
  'certificate-questions': {
    recipientName: 'Alice Moreau',
    gist: '3 certificates print better results than the grades that were released now.',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    link: 'https://capstone.example/certificates/questions',
  },
  'name-correction-declined': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist & Manager',
    wantedName: 'Alice M. Moreau',
    answer: 'A passport says otherwise.',
    link: 'https://capstone.example/certificates/1/corrections',
  },
  'grades-released': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    assignmentTitle: 'Strategy handbook',
    regrade: { name: 'Budget counts for less', reason: 'It asked for figures that no student can get.' },
    link: 'https://capstone.example/grades/1',
  },
  'rubric-changed': {
    recipientName: 'Alice Moreau',
    gist: 'Marks have been carried over to a changed rubric.',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    actorName: 'Ada Lindqvist',
    name: 'Budget counts for less',
    why: 'It asked for figures that no student can get.',
    effect: '12 grades were written anew and wait for a release; 2 pieces of work need new marks.',
    link: 'https://capstone.example/grading/cohorts/1',
  },
  'planned-release': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist & Manager',
    cohortName: 'Autumn 2026',
    gist: '27 grades have been released as you planned.',
    sentence: '27 grades have been released as you planned. The students can read them now.',
    omissions: ['2 grades left out: regraded since.'],
    link: 'https://capstone.example/grading/cohorts/1/releases',
  },
  'daily-digest': {
    recipientName: 'Alice Moreau',
    gist: 'Strategy, programs, actions.',
    items: [
      {
        subject: 'Week 2 of Strategist begins',
        gist: 'Strategy, programs, actions.',
        link: 'https://capstone.example/my/1?a=1&b=2',
      },
      {
        subject: 'Autumn 2026: a live session on Thu 26 Nov',
        gist: 'Office hours.',
        link: 'https://capstone.example/my/2',
      },
    ],
    link: 'https://capstone.example/',
  },
  'deadline-ahead': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    gist: 'What it says in one sentence.',
    assignmentTitle: 'Strategy handbook',
    time: 'Sun 6 Dec, 18:00 your time · in 7 days',
    advice: 'You have not handed in yet.',
    link: 'https://capstone.example/my/1/handbook',
  },
  'time-given': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    gist: 'What it says in one sentence.',
    assignmentTitle: 'Strategy handbook',
    returned: false,
    ahead: true,
    time: 'Sun 6 Dec, 18:00 your time · in 7 days',
    advice: 'What you hand in by then counts as in time.',
    link: 'https://capstone.example/my/1/handbook',
  },
  'deadline-passed': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    gist: 'What it says in one sentence.',
    assignmentTitle: 'Strategy handbook',
    time: 'Sun 6 Dec, 18:00 your time · 5 minutes ago',
    advice: 'You can still hand in.',
    link: 'https://capstone.example/my/1/handbook',
  },
  'seat-is-yours': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    begins: 'It begins on Mon 30 Nov.',
    link: 'https://capstone.example/my/1',
  },
  'application-decided': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    accepted: true,
    result: '8 of 10 answers show what is asked for.',
    outcome: 'You have a seat.',
    marks: [{ number: '1', question: 'What do you do?', word: 'Yes' }],
    rule: 'At least 7 of 10.',
    link: 'https://capstone.example/cohorts/1/application',
  },
  'cohort-dates-moved': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    gist: 'A date of Autumn 2026 moved.',
    changes: [{ what: 'Office hours', before: 'Thu 26 Nov, 18:00', after: 'Fri 27 Nov, 18:00' }],
    link: 'https://capstone.example/my/1',
  },
  'cohort-message': {
    authorName: 'Bob Tanaka',
    courseTitle: 'Strategist',
    gist: 'A question about your SWOT.',
    paragraphs: [['A question about your SWOT.', 'It has no threats.'], ['Bob']],
    body: 'A question about your SWOT.',
    link: 'https://capstone.example/my/1',
  },
  invitation: {
    greeting: 'Hello Alice Moreau',
    invitedBy: 'Ada Lindqvist',
    to: 'to take part in Strategist, Autumn 2026',
    link: 'https://capstone.example/invitations/1',
  },
  'session-tomorrow': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    gist: 'What it says in one sentence.',
    title: 'Office hours',
    time: 'Thu 26 Nov, 18:00 your time · in 24 hours',
    minutes: '60',
    link: 'https://capstone.example/my/1',
  },
  'week-opens': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    gist: 'What it says in one sentence.',
    week: '2',
    title: 'From choice to programs',
    aim: 'You turn a choice into programs.',
    holds: '5 lessons and 2 live sessions',
    until: 'Sun 29 Nov',
    sessions: [{ title: 'Office hours', time: 'Thu 26 Nov, 18:00 your time', minutes: '60' }],
    link: 'https://capstone.example/my/1',
  },
  'welcome-to-cohort': {
    recipientName: 'Alice Moreau',
    courseTitle: 'Strategist',
    cohortName: 'Autumn 2026',
    startsOn: 'Monday 30 November 2026',
    link: 'https://capstone.example/cohorts/1',
  },
};

describe('Mailer', () => {
  let database: TestDatabase;
  const running: Services[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((services) => services.stop()));
  });
  afterAll(() => database.drop());

  async function start(
    define: (mailer: Mailer) => void,
    { transport, env = {} }: { transport?: MailTransport; env?: Record<string, string> },
  ) {
    const services = await startServices(
      database.url,
      [MailModule],
      (app) => {
        define(app.get(Mailer));
      },
      {
        env,
        adapt: (builder) =>
          transport
            ? builder
                .overrideProvider(MAIL_TRANSPORT)
                .useValue(transport)
                .overrideProvider(MAILBOX)
                .useValue(null)
            : builder,
      },
    );
    running.push(services);
    return { db: services.db, mailer: services.app.get(Mailer), jobs: services.app.get(Jobs) };
  }

  const mailTo = (address: string, template = 'certificate-ready'): Mail => ({
    to: { name: 'Alice Moreau', address },
    subject: 'Your certificate is ready',
    template,
    model: models[template] ?? { link: '' },
  });

  it('composes a mail when it is sent, from ids alone', async () => {
    const mails = new Mails();
    const asked: unknown[] = [];
    const { mailer, db } = await start(
      (mailer) => {
        mailer.define('test-ready', (ids: { certificateId: string }) => {
          asked.push(ids);
          return Promise.resolve(mailTo('alice@capstone.example'));
        });
      },
      { transport: mails },
    );
    await db.transaction((tx) => mailer.post(tx, 'test-ready', { certificateId: 'c1' }));
    await jobsDone(db);
    expect(asked).toEqual([{ certificateId: 'c1' }]);
    expect(mails.to('alice@capstone.example')).toEqual([
      expect.objectContaining({
        subject: 'Your certificate is ready',
        messageId: expect.stringMatching(/^<[0-9a-f]{32}@capstone\.example>$/) as unknown,
      }),
    ]);
    expect(await db.query(`SELECT 1 FROM pgboss.job j WHERE j::text ~* 'alice|moreau'`)).toEqual([]);
  });

  it('sends nothing after a rollback, and nothing to whoever was erased', async () => {
    const mails = new Mails();
    const { mailer, db } = await start(
      (mailer) => {
        mailer.define('test-erased', () => Promise.resolve(null));
      },
      { transport: mails },
    );
    await expect(
      db.transaction(async (tx) => {
        await mailer.post(tx, 'test-erased', { userId: 'u1' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await db.transaction((tx) => mailer.post(tx, 'test-erased', { userId: 'u2' }));
    await jobsDone(db);
    expect(mails.sent).toEqual([]);
  });

  it('posts the same mail once', async () => {
    const mails = new Mails();
    const { mailer, db } = await start(
      (mailer) => {
        mailer.define('test-once', ({ userId }: { userId: string; cohortId: string }) =>
          Promise.resolve(mailTo(`${userId}@capstone.example`)),
        );
      },
      { transport: mails },
    );
    const post = (ids: { userId: string; cohortId: string }) =>
      db.transaction((tx) => mailer.post(tx, 'test-once', ids));
    expect(await post({ userId: 'alice', cohortId: '1' })).toBe(true);
    await jobsDone(db);
    expect(await post({ cohortId: '1', userId: 'alice' })).toBe(false);
    expect(await post({ userId: 'alice', cohortId: '2' })).toBe(true);
    await jobsDone(db);
    expect(mails.sent).toHaveLength(2);
    expect(new Set(mails.sent.map((mail) => mail.messageId)).size).toBe(2);
  });

  it('sends again, under the same Message-ID, what the mail server may not have got', async () => {
    const ids: string[] = [];
    const { mailer, db } = await start(
      (mailer) => {
        mailer.define('test-again', () => Promise.resolve(mailTo('alice@capstone.example')));
      },
      {
        transport: {
          send: ({ messageId }) => {
            ids.push(messageId);
            return ids.length === 1 ? Promise.reject(new Error('the line is dead')) : Promise.resolve();
          },
          close: () => Promise.resolve(),
        },
      },
    );
    await db.transaction((tx) => mailer.post(tx, 'test-again', {}));
    // Not to wait for ten seconds.
    await untilRetry(db);
    await db.query(`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`);
    await jobsDone(db);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  it('speaks to a mail server, and takes its final no for an answer', async () => {
    const server = await mailServer();
    const { mailer, db, jobs } = await start(
      (mailer) => {
        mailer.define('test-smtp', ({ to }: { to: string }) =>
          Promise.resolve(mailTo(`${to}@capstone.example`)),
        );
      },
      { env: { SMTP_URL: server.url, MAIL_FROM: 'Capstone <hello@capstone.example>' } },
    );
    await db.transaction(async (tx) => {
      await mailer.post(tx, 'test-smtp', { to: 'alice' });
      await mailer.post(tx, 'test-smtp', { to: 'nobody' });
    });
    await jobsDone(db);
    expect(server.received).toHaveLength(1);
    const [source = ''] = server.received;
    expect(source).toContain('From: Capstone <hello@capstone.example>');
    expect(source).toContain('To: Alice Moreau <alice@capstone.example>');
    expect(source).toContain('Subject: Your certificate is ready');
    expect(source).toContain('Auto-Submitted: auto-generated');
    expect(source).toContain('Content-Type: text/plain; charset=utf-8');
    expect(source).toContain('Content-Type: text/html; charset=utf-8');
    expect(await jobs.deadLetters()).toEqual([
      expect.objectContaining({ queue: 'mail.send', data: { kind: 'test-smtp', to: 'nobody' } }),
    ]);
    await Promise.all(running.splice(0).map((services) => services.stop()));
    server.close();
  });

  it('gives the demo a mailbox of its own', async () => {
    const { mailer, db } = await start((mailer) => {
      mailer.define('test-mailbox', () => Promise.resolve(mailTo('alice@capstone.example')));
    }, {});
    const url = (await mailer.openMailbox()) ?? '';
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await db.transaction((tx) => mailer.post(tx, 'test-mailbox', {}));
    await jobsDone(db);
    const inbox = (await (await fetch(`${url}/email`)).json()) as { subject: string; text: string }[];
    expect(inbox).toEqual([expect.objectContaining({ subject: 'Your certificate is ready' })]);
    expect(inbox[0]?.text).toContain('https://capstone.example/certificates/1?a=1&b=2');
    expect((await fetch(url)).status).toBe(200);
    await Promise.all(running.splice(0).map((services) => services.stop()));
    await expect(fetch(url)).rejects.toThrow();
  });

  it('prints links, and only links, for an academy without a mail server', async () => {
    const lines: unknown[] = [];
    const logger = { log: (line: unknown) => lines.push(line) };
    await linksInLog(logger).send({
      messageId: '<1@capstone.example>',
      from: 'Capstone <hello@capstone.example>',
      to: { name: 'Alice Moreau', address: 'alice@capstone.example' },
      subject: 'Hello Alice',
      html: '',
      text: '',
      link: 'https://capstone.example/set-up/1',
    });
    expect(lines).toEqual([
      { link: 'https://capstone.example/set-up/1', msg: 'a mail would bring this link' },
    ]);
  });
});

describe('The mails', () => {
  const folder = join(projectRoot, 'views/mail');
  const templates = new MailTemplates(folder);
  const frame = {
    subject: 'A subject',
    sender: 'Capstone',
    publicUrl: 'https://capstone.example',
    optional: null,
  };

  it('are all tried here', () => {
    const names = readdirSync(folder)
      .map((file) => file.replace(/(\.txt)?\.hbs$/, ''))
      .filter((name) => name !== 'layout');
    expect([...new Set(names)].sort()).toEqual(Object.keys(models).sort());
  });

  it.each(Object.keys(models))('%s says who, what and where, in HTML and in text', (name) => {
    const model = models[name] ?? { link: '' };
    const { html, text } = templates.render(name, { ...model, ...frame });
    for (const part of [html, text]) {
      if ('recipientName' in model) expect(part).toContain('Alice Moreau');
      if ('cohortName' in model) expect(part).toContain('Autumn 2026');
      expect(part).not.toMatch(/undefined|\[object|{{|}}/);
    }
    expect(text).toContain(`:\n${model.link}\n`);
    expect(text).not.toMatch(/&[a-z]+;|&#|\n{3}|[ \t]\n/);
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link = '']) =>
      link.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
    );
    expect(links).toContain(model.link);
  });

  it('say how to stop those that can be stopped, and only those', () => {
    const optional = {
      unsubscribeUrl: 'https://capstone.example/mail/unsubscribes/1',
      preferencesUrl: 'https://capstone.example/account/mail',
    };
    const model = { ...models['daily-digest'], ...frame };
    for (const part of Object.values(templates.render('daily-digest', { ...model, optional }))) {
      expect(part).toContain(optional.unsubscribeUrl);
      expect(part).toContain(optional.preferencesUrl);
    }
    for (const part of Object.values(templates.render('daily-digest', model))) {
      expect(part).not.toContain('unsubscribe');
      expect(part).not.toContain('Choose');
    }
  });

  it('escape what people typed in HTML, and leave it alone in text', () => {
    const model = { ...models['certificate-ready'], recipientName: `Zoë <b>O'Brien</b>` };
    const { html, text } = templates.render('certificate-ready', { ...model, ...frame });
    expect(html).not.toContain('<b>');
    expect(text).toContain(`Hello Zoë <b>O'Brien</b>,`);
  });

  it('refuse a model that lacks a name', () => {
    expect(() => templates.render('grades-released', { ...frame, link: '' })).toThrow('recipientName');
    expect(() => templates.render('nothing', frame)).toThrow('nothing');
  });
});

async function untilRetry(db: DataSource): Promise<void> {
  while ((await db.query<unknown[]>(`SELECT 1 FROM pgboss.job WHERE state = 'retry'`)).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A mail server of a few words, which knows nobody called nobody. */
async function mailServer() {
  const received: string[] = [];
  const server: Server = createServer((socket) => {
    socket.write('220 mail.example ESMTP\r\n');
    let data: string | null = null;
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data === null) {
          if (line === 'DATA') data = '';
          socket.write(answer(line));
        } else if (line === '.') {
          received.push(data);
          data = null;
          socket.write('250 queued\r\n');
        } else data += `${line}\n`;
      }
    });
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, received, close: () => server.close() };
}

function answer(line: string): string {
  if (line === 'DATA') return '354 go on\r\n';
  if (line.startsWith('RCPT') && line.includes('nobody'))
    return '550 5.1.1 <nobody@capstone.example> unknown\r\n';
  if (line === 'QUIT') return '221 bye\r\n';
  return '250 mail.example\r\n';
}
