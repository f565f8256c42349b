import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type FileAnswer } from '../../../../src/certificates/checking/files/file-answer.rules.js';
import { Credentials } from '../../../../src/certificates/credential-store/credentials.service.js';
import { startTestApp, type TestApp } from '../../../support/app.js';
import { jobsDone } from '../../../support/jobs.js';
import { askedDuring } from '../../../support/statements.js';
import { certificateOf, certified } from '../../a-cohort.js';

describe('reading a file that somebody holds', () => {
  let app: TestApp;
  let document: string;

  beforeAll(async () => {
    app = await startTestApp();
    await certified(app, [app.ids.alice]);
    await jobsDone(app.db);
    const { id } = await certificateOf(app.db, app.ids.alice);
    document = (await app.get(Credentials).of(id))?.document ?? '';
  });
  afterAll(() => app.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const send = async (file: string) => {
    const body = new FormData();
    body.set('file', new Blob([file]), 'certificate');
    const headers = { accept: 'application/json' };
    const answer = await fetch(`${app.url}/verify/files`, { method: 'POST', headers, body });
    return {
      status: answer.status,
      body: (await answer.json()) as FileAnswer & { error: { message: string } },
    };
  };
  const statements = async (file: string) => {
    const asked = await askedDuring(app.db, () => send(file));
    return asked.map(({ sql }) => sql).filter((sql) => !sql.includes('rate_limits'));
  };

  it('asks the database for the certificate and for what is kept of it, and for nothing where there is none', async () => {
    // Which keys there are is read once.
    expect((await send('hello')).body).toMatchObject({ valid: false, outcome: 'nothing' });
    const [status, kept, ...more] = await statements(document);
    expect(status).toContain('certificate_snapshots');
    expect(kept).toContain('certificate_files');
    expect(more).toEqual([]);
    expect(await statements('hello')).toEqual([]);
    expect(
      await statements(document.replaceAll(/"id":"http[^"]*"/g, '"id":"https://elsewhere.example"')),
    ).toEqual([]);
  });

  it('is given up when its time is over, and the next one is read by a new thread', async () => {
    expect((await send('hello')).status).toBe(200);
    const over = new AbortController();
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      setImmediate(() => {
        over.abort();
      });
      return over.signal;
    });
    const { status, body } = await send(document);
    expect([status, body.error.message]).toEqual([
      422,
      'This file can’t be read here, so it is not as a certificate of this academy is made. Check the code that is printed on it instead.',
    ]);
    expect(timeout.mock.calls).toContainEqual([10_000]);
    timeout.mockRestore();
    expect((await send(document)).body).toMatchObject({ valid: true });
  });
});
