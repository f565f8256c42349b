import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleHandbooks } from '../../src/assignments/examples/examples.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { setScene, type World } from '../support/world.js';

describe('example handbooks', () => {
  let app: TestApp;
  let world: World;
  let alice: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    world = await setScene(app);
    alice = await app.as('alice');
  });
  afterAll(() => app.close());

  it('are listed for whoever is signed in, each said to be fictional', async () => {
    const { status, text } = await alice.get('/examples');
    expect(status).toBe(200);
    for (const { slug, about } of exampleHandbooks) {
      expect(text).toContain(`href="/examples/${slug}"`);
      expect(about).toContain('fictional');
    }
    expect((await (await app.as('charlie')).get('/examples')).status).toBe(200);
    expect((await app.visitor().get('/examples')).headers['location']).toContain('/sign-in');
  });

  it.each(exampleHandbooks.map(({ slug }) => slug))(
    '%s is there from the first section to the last',
    async (slug) => {
      const { status, text } = await alice.get(`/examples/${slug}`);
      expect(status).toBe(200);
      expect(text).not.toMatch(/NaN|undefined|\[object|No longer there/);
      const example = exampleHandbooks.find((one) => one.slug === slug);
      for (const key of Object.keys(example?.sections ?? {})) expect(text).toContain(`id="section-${key}"`);
      expect(text).toContain('<tfoot>');
    },
  );

  it('show a section alone, in the frame in which the page of a handbook opens it', async () => {
    const handbook = await alice.get(`/handbooks/${world.handbookId}`);
    const frame = /<turbo-frame id="(example-[\w-]+-budget)" src="([^"]+)" loading="lazy">/.exec(
      handbook.text,
    );
    const section = await alice.get(frame?.[2] ?? '');
    expect(section.status).toBe(200);
    expect(section.text).toContain(`<turbo-frame id="${frame?.[1] ?? 'none'}">`);
    expect(section.text).not.toContain('id="section-roi"');
  });

  it('that are not there are not found', async () => {
    for (const path of [
      'nowhere',
      'Tessmar',
      'tessmar-chocolate/sections/nothing',
      'nowhere/sections/budget',
    ])
      expect((await alice.get(`/examples/${path}`)).status).toBe(404);
  });

  it('the page of a handbook says by what each section is judged, and how long it should be', async () => {
    const { text } = await alice.get(`/handbooks/${world.handbookId}`);
    const swot = text.slice(text.indexOf('id="section-swot"'), text.indexOf('id="section-strategy"'));
    expect(swot).toContain('A strategy that chooses');
    expect(swot).toContain('At its best: ');
    const brief = text.slice(text.indexOf('id="section-executive-brief"'), text.indexOf('id="section-goal"'));
    expect(brief).toContain('data-from="250" data-to="450"');
  });
});
