import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { Limits } from '../../src/platform/limits/limits.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Name, startTestApp, type TestApp } from '../support/app.js';
import { setScene } from '../support/world.js';
import { readPages } from './pdf-pages.js';

describe('A handbook that was handed in, as a PDF', () => {
  let app: TestApp;
  let path: string;

  beforeAll(async () => {
    app = await startTestApp();
    const { chronicle, handbookId } = await setScene(app);
    await chronicle.write(handbookId, app.ids.alice, harbourLane);
    path = `/submissions/${await chronicle.handIn(handbookId, app.ids.alice)}`;
  });
  afterAll(() => app.close());

  const asked = async (name: Name, address = `${path}/handbook.pdf`) => {
    const browser = await app.as(name);
    const answer = await fetch(app.url + address, { headers: { cookie: browser.cookie(app.url) } });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

  it('is offered first beside the text, and comes as a private file that says whose and when', async () => {
    const { text } = await (await app.as('alice')).get(path);
    expect(text.indexOf('handbook.pdf')).toBeGreaterThan(0);
    expect(text.indexOf('handbook.pdf')).toBeLessThan(text.indexOf('handbook.json'));
    const { status, headers, bytes } = await asked('alice');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(headers.get('content-disposition')).toBe('attachment; filename="handbook-attempt-1.pdf"');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const { pages, outline } = await readPages(bytes);
    for (const fact of ['Alice', 'November cohort', 'Attempt', 'in Paris', 'public information']) {
      expect(pages[0]?.text).toContain(fact);
    }
    expect(outline.map(({ title }) => title)).toContain('SWOT analysis');
  });

  it('is the same file for everybody who may read it, and for nobody else', async () => {
    const [author, instructor] = [await asked('alice'), await asked('bob')];
    expect(Buffer.compare(author.bytes, instructor.bytes)).toBe(0);
    expect((await asked('charlie')).status).toBe(404);
    expect((await asked('alice', '/submissions/none/handbook.pdf')).status).toBe(404);
    expect((await app.visitor().get(`${path}/handbook.pdf`)).headers['location']).toContain('/sign-in');
  });

  it('does not hold the server while it is drawn', async () => {
    const drawn = asked('charlie', '/examples/turnstone-bay-strategy/handbook.pdf');
    const done = new AbortController();
    void drawn.finally(() => {
      done.abort();
    });
    let answered = 0;
    // Were it drawn on the server's own thread, one of these would wait for all of it
    for (; !done.signal.aborted; answered += 1) await fetch(`${app.url}/health/live`);
    expect(answered).toBeGreaterThan(10);
    const { bytes } = await drawn;
    expect((await readPages(bytes)).pages[0]?.text).toContain('Fictional example');
    expect((await asked('charlie', '/examples/nowhere/handbook.pdf')).status).toBe(404);
  });

  it('is refused with a sentence to who has had very many printed, but not what lies ready', async () => {
    const limits = app.get(Limits);
    await limits.consume('printsByReader', app.ids.ada, 60);
    expect((await asked('ada')).status).toBe(200);
    const refused = await asked('ada', '/examples/tessmar-chocolate/handbook.pdf');
    expect(refused.status).toBe(429);
    expect(refused.bytes.toString()).toContain('You have had many handbooks printed');
    await limits.forgive('printsByReader', app.ids.ada);
  });

  it('is gone with its author’s text, also from memory', async () => {
    await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
    expect((await asked('bob')).status).toBe(404);
  });
});
