import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyRing } from '../../src/certificates/keys/key-ring.service.js';
import { Home } from '../../src/dashboard/home.service.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { planOf, Rubrics } from '../../src/grading/rubrics/rubrics.service.js';
import { projectRoot } from '../../src/platform/config/project-root.js';
import { Limits } from '../../src/platform/limits/limits.js';
import { Tokens } from '../../src/platform/tokens/tokens.js';
import { type Templates } from '../../src/platform/web/templates.js';
import { SetupLink } from '../../src/users/setup/setup.entity.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { castPassword } from '../../src/users/cast.js';
import { sha256 } from '../../src/platform/digests/digests.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { askAbout } from '../certificates/a-question.js';
import { learningPages } from '../courses/learning-pages.js';
import { readByCriterionPages } from '../grading/by-criterion-pages.js';
import { readGradebookPages } from '../grading/gradebook-pages.js';
import { readRubricPages } from '../grading/rubric-pages.js';
import { setAdmissionScene } from '../courses/an-admission.js';
import { jobsDone } from '../support/jobs.js';
import { readDraftPages } from '../courses/draft-pages.js';
import { setScene, type World } from '../support/world.js';

const folder = join(projectRoot, 'views');
const sources = new Map(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => [file.slice(0, -'.hbs'.length), readFileSync(join(folder, file), 'utf8')]),
);
/** What other templates call, as in `{{> partials/field …}}` and `{{#> layouts/page …}}`. */
const called = new Set(
  [...sources.values()].flatMap((source) =>
    [...source.replace(/{{!--[^]*?--}}/g, '').matchAll(/{{#?>\s*([\w/-]+)/g)].map(([, name = '']) => name),
  ),
);
const views = [...sources.keys()].filter((name) => !name.startsWith('mail/') && !called.has(name)).sort();

describe.each([...sources])('views/%s', (name, source) => {
  it('prints nothing unescaped, and holds no script, style or handler of its own', () => {
    expect(source).not.toContain('{{{');
    expect(source).not.toMatch(/{{\s*&/);
    expect(source.match(/<script\b(?![^>]*\ssrc=)[^>]*>/i)).toBeNull();
    expect(source.match(/<[a-z][^<>]*\son[a-z]+\s*=/i)).toBeNull();
    expect(source.match(/javascript:/i)).toBeNull();
    // Mail programs know nothing else.
    if (!name.startsWith('mail/')) expect(source.match(/<style\b|<[a-z][^<>]*\sstyle\s*=/i)).toBeNull();
  });
});

it('has no layout or partial that nothing calls', () => {
  const helping = [...sources.keys()].filter((name) => /^(layouts|partials)\//.test(name));
  expect(helping.filter((name) => !called.has(name))).toEqual([]);
});

/**
 * Handlebars is strict, so a name that a view prints and its model lacks is an error. Every view is rendered by the
 * application itself, with the models that people get, in as many states as people meet.
 */
describe('the pages', () => {
  const rendered = new Map<string, string[]>();
  const failures: string[] = [];
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
    listen(app);
    await story(app);
  });
  afterAll(() => app.close());

  function listen({ capstone }: TestApp): void {
    const adapter = capstone.app.getHttpAdapter() as unknown as { pages: { templates: Templates } };
    const { templates } = adapter.pages;
    const render = templates.render.bind(templates);
    templates.render = (name, model) => {
      try {
        const html = render(name, model);
        rendered.set(name, [...(rendered.get(name) ?? []), html]);
        return html;
      } catch (error) {
        failures.push(`${name}: ${String(error)}`);
        throw error;
      }
    };
  }

  it('have every name that their views print', () => {
    expect(failures).toEqual([]);
  });

  it.each(views)('%s is one that people meet here, and is sound', (name) => {
    const pages = rendered.get(name) ?? [];
    expect({ name, met: pages.length > 0 }).toEqual({ name, met: true });
    for (const html of pages) expect({ name, flaws: flawsOf(html) }).toEqual({ name, flaws: [] });
  });
});

/** What no page may have, whatever it says. */
function flawsOf(html: string): string[] {
  const flaws: string[] = [];
  const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([whole, group]) => group ?? whole);
  if (all(/<h1[\s>]/g).length !== 1) flaws.push('It has not exactly one h1.');
  if (!/^<!doctype html>\n<html lang="en"/.test(html)) flaws.push('It does not begin as a page in English.');
  if (!/<title>[^<]+ – Capstone<\/title>/.test(html)) flaws.push('It has no title.');
  if (all(/<main\b/g).length !== 1) flaws.push('It has not exactly one main.');
  const ids = all(/\sid="([^"]*)"/g);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length > 0) flaws.push(`Ids stand twice: ${twice.join(', ')}`);
  const referred = all(/\s(?:for|aria-labelledby|aria-describedby|aria-controls)="([^"]*)"/g).flatMap(
    (list) => list.split(' '),
  );
  const dangling = referred.filter((id) => !ids.includes(id));
  if (dangling.length > 0) flaws.push(`Nothing has the id ${dangling.join(', ')}`);
  for (const [form] of html.matchAll(/<form\b[^>]*method="post"[^]*?<\/form>/g)) {
    // What acts for nobody is sent without a cookie, and so without a token.
    if (/ action="\/verify\/(?:many|files)"/.test(form)) continue;
    if (!/name="_csrf" value="[^"]+"/.test(form)) flaws.push(`A form has no token: ${form.slice(0, 80)}`);
  }
  const strange = all(/.{0,60}(?:\b(?:undefined|NaN|Invalid Date)\b|\[object ).{0,60}/g);
  if (strange.length > 0) flaws.push(`It prints a value that is none: ${strange.join(', ')}`);
  if (/<script\b(?![^>]*\ssrc=)|<style\b|\sstyle="|\son[a-z]+="/i.test(html))
    flaws.push('It has an inline script or style.');
  return flaws;
}

/** One cohort from before its first page to after its last, with everything that goes wrong on the way. */
async function story(app: TestApp): Promise<void> {
  const visitor = app.visitor();
  await visitor.get('/');
  await visitor.get('/sign-in');
  await visitor.post('/sign-in', { email: '', password: '' });
  await visitor.post('/sign-in', { email: 'alice@capstone.example', password: 'wrong' });
  await visitor.post('/sign-in/');
  await setUp(app, visitor);
  await accounts(app);
  const ada = await app.as('ada');
  await ada.get('/academy');
  await ada.post('/academy/paper', { paper: 'a5' });
  await ada.get('/academy/keys');
  const { id: keyId } = await app.get(KeyRing).current('pdf');
  await ada.get(`/academy/keys/${keyId}/certificates`);
  await ada.get('/academy/keys');
  await ada.get(`/academy/keys/${keyId}/compromises`);
  await ada.post(`/academy/keys/${keyId}/compromises`, { since: '', reason: '', seen: '' });
  await ada.post(`/academy/keys/${keyId}/compromises`, {
    since: '2026-11-23T08:00',
    reason: 'A laptop was stolen.',
    seen: '0',
  });
  await ada.get(`/academy/keys/${keyId}/compromises`);
  await ada.get(`/academy/keys/${keyId}/certificates`);
  await visitor.get('/keys');
  await ada.get('/people/invitations');
  const guests = { place: 'account', people: 'guest@capstone.example,Guest\nbroken' };
  await ada.post('/people/invitations/previews', guests);
  await ada.post('/people/invitations/previews', { place: '', people: '' });
  await ada.post('/people/invitations', guests);
  await ada.get('/people/invitations');
  await visitor.get(await invitationLink(app));
  await ada.get('/people');
  await ada.get('/people?q=nobody%20at%20all');
  await ada.get(`/people/${app.ids.charlie}`);
  await ada.get('/certificates/administration');
  const world = await setScene(app);
  const { slug } = world.cohort;
  const [alice, bob, charlie] = [await app.as('alice'), await app.as('bob'), await app.as('charlie')];

  for (const someone of [visitor, charlie, alice, bob, ada]) {
    await someone.get('/');
    await someone.get(`/cohorts/${slug}`);
  }
  await visitor.get('/courses');
  await charlie.get('/courses/social-media-strategist');
  await admission(app, world, { alice, bob, charlie, ada });
  await charlie.post(`/cohorts/${slug}/enrolments`);
  await charlie.get(`/my/${slug}`);
  await charlie.post(`/my/${slug}/withdrawals`);
  await charlie.get(`/my/${slug}`);
  await charlie.get(`/cohorts/${slug}`);
  for (const address of [
    `/my/${slug}`,
    `/my/${slug}/lessons/1/begin-with-the-business`,
    '/certificates',
    `/results/${world.enrolmentId}`,
  ]) {
    await alice.get(address);
  }
  await cohorts(slug, { ada, bob });
  await readDraftPages(app, ada);
  await learningPages(app, world, { alice, bob });
  await workAndGrade(app, world, { alice, bob });
  await certificates(app, world, { alice, ada, visitor });
  await errors(app, world, visitor);
  await mail(app, visitor);
  // Sessions end after two weeks.
  const [bobLater, adaLater] = [await app.as('bob'), await app.as('ada')];
  await adaLater.get('/audit');
  await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
  await jobsDone(app.db);
  await bobLater.get(`/grading/cohorts/${slug}`);
  await adaLater.get('/audit');
  await adaLater.get('/certificates/administration');
}

/** Grace comes, goes by other names and passwords, and leaves. */
async function accounts(app: TestApp): Promise<void> {
  const grace = app.visitor();
  const email = 'grace@example.org';
  const password = 'seven ducks on a hill';
  const linkIn = async (pattern: RegExp) => {
    await jobsDone(app.db);
    const text = app.mails.map((mail) => mail.text).join('\n');
    return [...text.matchAll(pattern)].at(-1)?.[1] ?? '/nowhere';
  };
  await grace.get('/sign-up?next=/verify');
  await grace.post('/sign-up', { name: '<b>', email, password: 'short' });
  await grace.post('/sign-up', { name: 'Grace', email, password, timeZone: 'Asia/Kolkata', next: '/' });
  await grace.get('/sign-up/sent');
  const confirmation = await linkIn(/(\/sign-up\/[\w-]{64})/g);
  await grace.get(confirmation);
  await grace.post(confirmation, { password: '' });
  await grace.post(confirmation, { password });
  await grace.get(confirmation);
  for (const page of ['', '/name', '/time-zone', '/password', '/address', '/sessions', '/erasure']) {
    await grace.get(`/account${page}`);
    if (page !== '' && page !== '/sessions') await grace.post(`/account${page}`, {});
  }
  await grace.post('/account/address', { email: 'hopper@example.org', currentPassword: password });
  await grace.get('/account');
  await grace.get('/account/address');
  await grace.get('/account/tokens');
  await grace.post('/account/tokens', { name: '' });
  await grace.post('/account/tokens', { name: 'Checks of the office' });
  await jobsDone(app.db);
  const changes = app.mails.flatMap(({ text }) => /\/address-changes\/[\w-]{64}/.exec(text)?.[0] ?? []);
  for (const change of changes) {
    await grace.get(change);
    await grace.post(`${change}/confirmations`);
    await grace.get(change);
  }
  await grace.get('/password-resets');
  await grace.post('/password-resets', { email: 'x' });
  await grace.post('/password-resets', { email: 'hopper@example.org' });
  await grace.get('/password-resets/sent');
  const reset = await linkIn(/(\/password-resets\/[\w-]{64})/g);
  await grace.get(reset);
  await grace.post(reset, { password: 'short' });
  await grace.post('/account/erasure', { currentPassword: password, word: 'delete' });
  await grace.get('/account/erased');
}

/** Waiting, applying and deciding, and who has come in. */
async function admission(
  app: TestApp,
  { versionId }: World,
  { alice, bob, charlie, ada }: Record<'alice' | 'bob' | 'charlie' | 'ada', Browser>,
): Promise<void> {
  const { full, selective, applicationId, seatedId } = await setAdmissionScene(app, versionId);
  await charlie.get(`/cohorts/${full.slug}`);
  await alice.get(`/cohorts/${full.slug}`);
  await alice.get('/');
  const ten = (name: string, value: string) =>
    Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`${name}-${at + 1}`, value]));
  const own = `/cohorts/${selective.slug}/application`;
  await charlie.get(`/cohorts/${selective.slug}`);
  await charlie.get(own);
  await charlie.post(own, { act: 'keep', 'answer-1': '<b>' });
  await charlie.get(own);
  await charlie.post(own, { act: 'send' });
  await charlie.post(own, { act: 'send', ...ten('answer', 'So <it> is') });
  await charlie.get(own);
  await bob.get(`/cohorts/${selective.slug}/applications`);
  await bob.get(`/applications/${applicationId}`);
  await bob.post(`/applications/${applicationId}/decisions`, { seen: '1' });
  await bob.post(`/applications/${applicationId}/decisions`, {
    seen: '1',
    note: 'Well.',
    ...ten('mark', 'yes'),
  });
  await ada.post(`/applications/${applicationId}/decisions`, { seen: '1', ...ten('mark', 'no') });
  await bob.get(`/cohorts/${selective.slug}/applications`);
  const [charlies] = await app.db.query<{ id: string }[]>('SELECT id FROM applications WHERE user_id = $1', [
    app.ids.charlie,
  ]);
  await bob.post(`/applications/${charlies?.id ?? ''}/decisions`, { seen: '1', ...ten('mark', 'no') });
  await charlie.get(own);
  await ada.get(`/cohorts/${selective.slug}/application-form`);
  await ada.get(`/cohorts/${full.slug}/application-form`);
  await ada.post(`/cohorts/${full.slug}/application-form`, { needed: '0' });
  await bob.get(`/cohorts/${full.slug}/enrolments`);
  await bob.post(`/enrolments/${seatedId}/endings`);
  await bob.post(`/enrolments/${seatedId}/endings`, { [`reason-${seatedId}`]: 'Asked <for> it' });
  await ada.get(`/cohorts/${selective.slug}/enrolments`);
  await ada.post(`/cohorts/${selective.slug}/roster`, { email: 'x' });
}

async function setUp(app: TestApp, visitor: Browser): Promise<void> {
  const now = app.clock.now();
  const expiresAt = new Date(now.getTime() + 60_000);
  await app.db
    .getRepository(SetupLink)
    .insert({ tokenDigest: sha256('the-token'), createdAt: now, expiresAt });
  await visitor.get('/set-up/the-token');
  await visitor.post('/set-up/the-token', { name: '<b>' });
}

async function cohorts(slug: string, { ada, bob }: { ada: Browser; bob: Browser }): Promise<void> {
  await ada.get('/cohorts/administration');
  await ada.get('/cohorts/administration/new');
  await ada.post('/cohorts/administration/new', { search: 'a', act: 'search' });
  await ada.post('/cohorts/administration/new', { startsOn: '2027-10-18', due: '2027-10-31T02:30' });
  await ada.get(`/cohorts/${slug}/administration`);
  await ada.post(`/cohorts/${slug}/administration`, { name: '', act: 'save' });
  await ada.get(`/cohorts/${slug}/dates`);
  await bob.get(`/cohorts/${slug}/dates`);
  await ada.post(`/cohorts/${slug}/dates`, { version: '1', act: 'shift', shift: '1' });
  await ada.post(`/cohorts/${slug}/dates`, { version: '1', due: '' });
  await ada.post(`/cohorts/${slug}/dates`, { version: '7', due: '2026-12-07T18:00' });
}

/** Versions that were kept, compared, restored, and none. */
async function revisions(
  app: TestApp,
  { chronicle, handbookId }: Pick<World, 'chronicle' | 'handbookId'>,
  alice: Browser,
): Promise<void> {
  const base = `/handbooks/${handbookId}`;
  await alice.get(`${base}/revisions`);
  await alice.get(`${base}/comparison`);
  await alice.post(`${base}/revisions`, { name: '' });
  await alice.post(`${base}/revisions`, { name: 'First <one>' });
  await chronicle.write(handbookId, app.ids.alice, { research: 'Two <more> sentences.' });
  const [first] = await app.db.query<{ id: string }[]>('SELECT id FROM handbook_revisions');
  if (!first) throw new Error('Nothing was kept.');
  await alice.get(`${base}/revisions/${first.id}`);
  await alice.get(`${base}/comparison`);
  await alice.get(`${base}/revisions/${first.id}/restorations/new`);
  const restored = await alice.post(`${base}/revisions/${first.id}/restorations`, { section: 'research' });
  await alice.get(restored.headers['location'] ?? '');
  await alice.get(`${base}/revisions/${first.id}/restorations/new`);
  await alice.get(`${base}/revisions`);
}

async function workAndGrade(
  app: TestApp,
  { chronicle, versionId, handbookId, cohort, enrolmentId }: World,
  { alice, bob }: { alice: Browser; bob: Browser },
): Promise<void> {
  await alice.get(`/handbooks/${handbookId}`);
  await revisions(app, { chronicle, handbookId }, alice);
  await alice.get('/examples');
  await alice.get('/examples/tessmar-chocolate');
  await alice.get('/examples/tessmar-chocolate/sections/budget');
  await alice.post(`/handbooks/${handbookId}/submissions`, {});
  await alice.post(`/handbooks/${handbookId}/submissions`, { publicInformation: 'yes', snapshot: '' });
  await chronicle.write(handbookId, app.ids.alice, { goal: 'One sentence.' });
  await alice.post(`/handbooks/${handbookId}/submissions`, { publicInformation: 'yes', snapshot: '' });
  await chronicle.write(handbookId, app.ids.alice, harbourLane);
  await alice.post(`/handbooks/${handbookId}/submissions`, {
    publicInformation: 'yes',
    snapshot: '',
    secondLook: 'yes',
  });
  await alice.get(`/handbooks/${handbookId}`);
  const [submission] = await app.db.query<{ id: string }[]>('SELECT id FROM submissions');
  if (!submission) throw new Error('Nothing was handed in.');
  await alice.get(`/submissions/${submission.id}`);
  await bob.get(`/submissions/${submission.id}`);
  await bob.get(`/grading/cohorts/${cohort.slug}`);
  await bob.get(`/cohorts/${cohort.slug}/rubrics`);
  await bob.get(`/grading/cohorts/${cohort.slug}/releases`);
  const desk =
    (await bob.post(`/grading/submissions/${submission.id}/assessments`)).headers['location'] ?? '';
  await bob.get(desk);
  await bob.get(`${desk}/history`);
  await bob.post(`${desk}/grade-events`, {});
  await readByCriterionPages(`/grading/cohorts/${cohort.slug}`, desk, bob);
  await chronicle.grade(submission.id, app.ids.bob, [3, 2, 2, 3, 2], {
    'strategic-choice': 'Well <argued>.',
  });
  await remarksOf(desk, `/grading/cohorts/${cohort.slug}`, bob);
  await bob.get(desk);
  await bob.get(`${desk}/history`);
  await bob.get(`/grading/cohorts/${cohort.slug}`);
  await bob.get(`/grading/cohorts/${cohort.slug}/releases`);
  await bob.post(`/grading/cohorts/${cohort.slug}/releases`, { reviewed: 'something else' });
  await readGradebookPages(`/grading/cohorts/${cohort.slug}`, enrolmentId, bob);
  await releaseReview(`/grading/cohorts/${cohort.slug}`, `/grading/enrolments/${enrolmentId}`, bob);
  await lateWork(`/grading/cohorts/${cohort.slug}`, enrolmentId, bob);
  const { digest } = await app.get(Releases).releasable(cohort.id);
  await readRubricPages(app, await app.as('ada'), versionId);
  await rubricChange(app, versionId);
  await bob.post(`/grading/cohorts/${cohort.slug}/releases`, { reviewed: digest });
  await jobsDone(app.db);
  await bob.get(`/grading/cohorts/${cohort.slug}/releases`);
  await readGradebookPages(`/grading/cohorts/${cohort.slug}`, enrolmentId, bob);
  await alice.get(`/results/${enrolmentId}`);
  await bob.get(`/results/${enrolmentId}`);
  await alice.get(`/results/${enrolmentId}/attempts/1`);
  await bob.get(`/results/${enrolmentId}/attempts/1`);
}

/** Remarks on words and on the whole, and the bank: empty, filled, searched, and with what does not fit. */
async function remarksOf(desk: string, grading: string, bob: Browser): Promise<void> {
  const anchor = { sectionKey: 'executive-brief', start: 0, end: 7, quote: 'Harbour' };
  const remark = { criterionId: null, body: 'Which <harbour>?', version: 0, anchor };
  await bob.put(`${desk}/remarks/0b9b8a56-51f5-4c7c-9d0e-6a5b1f0c2d3e`, remark);
  await bob.put(`${desk}/overall-remark`, { body: 'A <plan>.', version: 0 });
  await bob.get(desk);
  await bob.post(`${desk}/scores`, { overall: 'x'.repeat(10_001), 'overall-version': '1' });
  await bob.post(`${desk}/scores`, { overall: 'Another.', 'overall-version': '0' });
  const bank = `${grading}/bank`;
  await bob.get(bank);
  await bob.post(bank, { body: '', whose: 'somebody' });
  await bob.post(bank, { body: 'Who <decides>, {{student}}?', whose: 'cohort' });
  const { text } = await bob.get(`${bank}?q=decides`);
  await bob.get(`${bank}?q=nothing%20like%20it`);
  const entry = /bank\/entries\/[0-9a-f-]{36}/.exec(text)?.[0] ?? '';
  await bob.get(`${grading}/${entry}`);
  await bob.post(`${grading}/${entry}`, { body: '{{stranger}}', version: '1' });
  await bob.post(`${grading}/${entry}`, { body: 'Yours', version: '7' });
  await bob.post(`${grading}/${entry}/removals`, { version: '7' });
}

/** What late work loses, and more time. */
async function lateWork(grading: string, enrolmentId: string, bob: Browser): Promise<void> {
  await bob.get(`${grading}/late-work`);
  await bob.post(`${grading}/late-policies`, { points: '<5>' });
  await bob.post(`${grading}/late-policies`, { points: '5', graceMinutes: '30', floor: '50', seen: '0' });
  await bob.get(`${grading}/late-work`);
  await bob.get(`${grading}/extensions`);
  await bob.get(`${grading}/extensions/new?student=${enrolmentId}`);
  await bob.post(`${grading}/extensions`, { until: '2027-10-31T02:30', reason: 'Was <ill>' });
  await bob.post(`${grading}/extensions`, {
    ...{ students: enrolmentId, until: '2027-01-31T12:00', reason: 'Was <ill>' },
  });
  await bob.get(`${grading}/extensions`);
}

/** What a changed rubric would do: as it is, milder, and with a criterion that is new. */
async function rubricChange(app: TestApp, versionId: string): Promise<void> {
  const ada = await app.as('ada');
  const editing = app.get(RubricEditing);
  const id = await editing.begin(versionId, app.ids.ada);
  await ada.get(`/grading/rubrics/${id}/regrade`);
  const plan = planOf(await app.get(Rubrics).read(id));
  const [first, ...others] = plan.criteria;
  if (!first) throw new Error('The rubric has no criteria.');
  const renamed = { ...first, key: 'another', title: 'Another' };
  await editing.save(id, { plan: { ...plan, passPercent: 90, criteria: others }, version: 1 }, app.ids.ada);
  await ada.get(`/grading/rubrics/${id}/regrade`);
  await editing.save(id, { plan: { ...plan, criteria: [...others, renamed] }, version: 2 }, app.ids.ada);
  await ada.get(`/grading/rubrics/${id}/regrade`);
  await ada.post(`/grading/rubrics/${id}/regrades`, { name: '', reason: 'Because.' });
}

/** A preview, a look, a grade that is withheld and given, a release that is planned and cancelled. */
async function releaseReview(cohort: string, enrolment: string, bob: Browser): Promise<void> {
  const hidden = async (name: string) =>
    new RegExp(`name="${name}" value="([^"]+)"`).exec((await bob.get(`${cohort}/releases`)).text)?.[1] ?? '';
  await bob.get(`${enrolment}/preview`);
  await bob.get(`${enrolment}/preview/handbook`);
  await bob.post(`${cohort}/looks`, { seen: await hidden('seen') });
  await bob.get(`${enrolment}/withholdings`);
  await bob.post(`${enrolment}/withholdings`, { reason: '', releases: '0' });
  await bob.post(`${enrolment}/withholdings`, { reason: 'Pages are missing.', releases: '0' });
  await bob.get(`${enrolment}/withholdings`);
  await bob.get(`${enrolment}/preview`);
  await bob.get(`${cohort}/releases`);
  await bob.post(`${enrolment}/withholding-ends`);
  await bob.post(`${cohort}/release-plans`, { reviewed: await hidden('reviewed'), dueAt: 'soon' });
  await bob.post(`${cohort}/release-plans`, {
    reviewed: await hidden('reviewed'),
    dueAt: '2027-02-01T12:00',
  });
  const { text } = await bob.get(`${cohort}/releases`);
  await bob.post(/release-plans\/[0-9a-f-]+\/cancellations/.exec(text)?.[0].replace(/^/, `${cohort}/`) ?? '');
}

async function certificates(
  app: TestApp,
  { enrolmentId, cohort: { slug } }: World,
  { alice, ada, visitor }: { alice: Browser; ada: Browser; visitor: Browser },
): Promise<void> {
  const [certificate] = await app.db.query<{ id: string; code: string; releaseId: string }[]>(
    'SELECT id, code, release_id AS "releaseId" FROM certificates WHERE enrolment_id = $1',
    [enrolmentId],
  );
  if (!certificate) throw new Error('No certificate was issued.');
  const { id, code, releaseId } = certificate;
  const address = `/verify/${code.replace(/.{5}(?=.)/g, '$&-')}`;
  await alice.get('/');
  await alice.get('/certificates');
  await alice.get(`/certificates/${id}/sharing`);
  await alice.post(`/certificates/${id}/visibility`, { show: ['nothing'], version: '0' });
  await alice.post(`/certificates/${id}/shares`, { label: 'For the office', ends: '' });
  const { text: madeLink } = await alice.post(`/certificates/${id}/shares`, { label: '', ends: '7' });
  await visitor.get(/\/shared\/[\w-]{32}/.exec(madeLink)?.[0] ?? '');
  await visitor.get('/shared/nowhere');
  await alice.get(`/certificates/${id}/evidence/goal`);
  await alice.post(`/certificates/${id}/evidence/goal/showings`);
  await alice.get(`/certificates/${id}/evidence/goal`);
  await alice.get(`/certificates/${id}/sharing`);
  await visitor.get(`${address}/evidence/goal`);
  await visitor.get('/verify');
  await visitor.get('/verify?code=nonsense');
  await visitor.get(address);
  await visitor.get(`/verify/${'0'.repeat(25)}`);
  await visitor.get('/verify/00000-00000-00000-00000-00000');
  await visitor.get('/verify/nonsense');
  await visitor.get('/verify/files');
  await visitor.post('/verify/files');
  for (const file of ['hello', `{"schema":1,"code":"${code}","holder":{"name":"Eve"}}`]) {
    const body = new FormData();
    body.append('file', new Blob([file]), 'file.json');
    await fetch(`${app.url}/verify/files`, { method: 'POST', headers: { accept: 'text/html' }, body });
  }
  await visitor.get('/verify/many');
  await visitor.post('/verify/many', { list: '' });
  await visitor.post('/verify/many', { list: `Name;Code\nAlice;${code}\nBob;${code}\nZoë;hello` });
  await visitor.get('/verify/without-us');
  await visitor.get('/competencies');
  await visitor.get('/api');
  await visitor.get(`/verify/${code.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`);
  const spent = app.get(Limits).consume('verificationMissByAddress', '127.0.0.1', 1000);
  await spent.catch(() => undefined);
  await visitor.get('/verify/00000-00000-00000-00000-00000');
  await ada.get('/certificates/administration');
  await ada.get(`/certificates/${id}`);
  await ada.get(`/certificates/cohorts/${slug}`);
  await ada.get(`/certificates/releases/${releaseId}`);
  await ada.get('/certificates/questions');
  const questionId = await askAbout(app, { releaseId, enrolmentId, certificateId: id });
  await ada.get('/certificates/questions');
  await ada.get(`/certificates/questions/${questionId}`);
  const settle = (answer: string) =>
    ada.post(`/certificates/questions/${questionId}/answers`, {
      answer,
      publicReason: '',
      privateReason: 'x',
    });
  for (const answer of ['', 'kept', 'kept']) await settle(answer);
  await ada.get('/certificates/questions');
  await ada.get(`/certificates/questions/${questionId}`);
  await corrections(id, { alice, ada });
  await ada.get(`/certificates/${id}/reinstatements`);
  await ada.get(`/certificates/${id}/suspensions`);
  await ada.post(`/certificates/${id}/suspensions`, { publicReason: 'We look into it.', privateReason: '' });
  await ada.get(`/certificates/${id}`);
  await ada.get(`/certificates/${id}/reinstatements`);
  await ada.post(`/certificates/${id}/reinstatements`, { publicReason: 'All is well.', privateReason: 'x' });
  await ada.get(`/certificates/${id}/revocations`);
  await ada.post(`/certificates/${id}/revocations`, { publicReason: '', privateReason: 'x' });
  await ada.post(`/certificates/${id}/revocations`, {
    publicReason: 'It was issued by mistake.',
    privateReason: '',
  });
  await jobsDone(app.db);
  await ada.get(`/certificates/${id}`);
  await visitor.get(address);
  await alice.get('/certificates');
}

/** A name is asked for, declined, asked for again, withdrawn, and at last corrected; with the pages before and after. */
async function corrections(id: string, { alice, ada }: { alice: Browser; ada: Browser }): Promise<void> {
  const [hers, theirs] = [`/certificates/${id}/corrections`, '/certificates/administration/corrections'];
  const asked = { name: 'Alice M. Moreau', reason: 'The second name is missing.' };
  const openOnes = async () =>
    (await ada.get(theirs)).text.match(/administration\/corrections\/[0-9a-f-]{36}/)?.[0] ?? '';
  await ada.get(theirs);
  await alice.get(hers);
  await alice.post(hers, { name: '', reason: '' });
  await alice.post(hers, asked);
  await alice.post(hers, asked);
  await alice.get(hers);
  const first = `/certificates/${await openOnes()}`;
  await ada.get('/certificates/administration');
  await ada.get('/');
  await ada.get(first);
  await ada.post(`${first}/refusals`, { answer: '' });
  await ada.post(`${first}/refusals`, { answer: 'A passport says otherwise.' });
  await ada.post(`${first}/refusals`, { answer: 'A passport says otherwise.' });
  await alice.post(hers, { ...asked, account: 'yes' });
  await ada.get(`/certificates/${id}`);
  await alice.post(`${hers}/withdrawals`);
  await alice.get(hers);
}

async function mail(app: TestApp, visitor: Browser): Promise<void> {
  const alice = await app.as('alice');
  await alice.get('/account/mail');
  await alice.post('/account/mail', { 'delivery-week-opens': 'sometimes' });
  const link = `/mail/unsubscribes/${app.get(Tokens).make('unsubscribe from week-opens', app.ids.alice)}`;
  await visitor.get(link);
  await visitor.post(link);
  await visitor.get(link);
}

async function errors(app: TestApp, { handbookId, cohort }: World, visitor: Browser): Promise<void> {
  await visitor.get('/nowhere');
  await visitor.postFromElsewhere('/sign-in', { email: 'x'.repeat(2_000_000) });
  app.clock.set('2026-12-10T09:00:00Z');
  const alice = await app.as('alice');
  await alice.get('/audit');
  await alice.postFromElsewhere(`/my/${cohort.slug}/withdrawals`);
  await alice.get(`/handbooks/${handbookId}`);
  await alice.post(`/handbooks/${handbookId}/submissions`, { publicInformation: 'yes' });
  await alice.post(`/handbooks/${handbookId}/revisions`, { name: 'Too late' });
  for (let tries = 0; tries < 12; tries += 1) {
    await visitor.post('/sign-in', { email: 'nobody@capstone.example', password: castPassword });
  }
  const broken = jest.spyOn(app.get(Home), 'cohorts').mockRejectedValue(new Error('The database is away.'));
  await alice.get('/');
  broken.mockRejectedValue(new Error('timeout exceeded when trying to connect'));
  const busy = await alice.get('/');
  expect([busy.status, busy.headers['retry-after']]).toEqual([503, '5']);
  broken.mockRestore();
}

async function invitationLink(app: TestApp): Promise<string> {
  await jobsDone(app.db);
  const texts = app.mails.map(({ text }) => /(\/invitations\/[\w-]+)/.exec(text)?.[1]);
  return texts.find((path) => path !== undefined) ?? '';
}
