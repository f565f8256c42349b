import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import * as Y from 'yjs';
import { decodeSnapshot, unite } from '../../src/assignments/live/stored.rules.js';
import { Author, until } from '../assignments/live-support.js';
import { type Browser } from '../support/app.js';
import { type Claims } from './claims.js';
import { type KilledWorld, type Student } from './killed-world.js';

/** Servers come and go meanwhile, on a machine that may be slow. */
const patient = 300_000;

/** Somebody writes a passage, sees it saved, and hands in. @returns the submission's id */
export async function write(
  world: KilledWorld,
  { email, handbookId }: Student,
  claims: Claims,
): Promise<string> {
  const browser = await world.signedIn(email);
  const author = new Author(world.address, handbookId, email, browser.cookie(world.app.url));
  try {
    await world.during('writing', typed(author, handbookId, claims));
  } finally {
    author.leave();
  }
  const answer = await world.answered('handing in', () =>
    browser.post(`/handbooks/${handbookId}/submissions`, {
      publicInformation: 'yes',
      secondLook: 'yes',
      snapshot: '',
    }),
  );
  expect(answer.status).toBe(303);
  const id = String(answer.headers['location']).replace('/submissions/', '');
  claims.submissions.add(id);
  return id;
}

/** Ends when all that was typed is saved. */
async function typed(author: Author, handbookId: string, claims: Claims): Promise<void> {
  await until(() => author.provider.synced, patient);
  const passage = new Y.XmlText();
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [passage]);
  author.doc.getXmlFragment('strategy').insert(0, [paragraph]);
  for (let key = 0; key < 60; key += 1) {
    passage.insert(passage.length, String.fromCharCode(97 + (key % 26)));
    if (key % 13 === 12) passage.delete(2, 3);
    await wait(5);
    note(author, handbookId, claims);
  }
  await until(() => {
    note(author, handbookId, claims);
    return author.saved;
  }, patient);
}

/** Keeps what the page was told to be stored since the last time. */
function note({ messages }: Author, handbookId: string, claims: Claims): void {
  const told = messages.flatMap((message) =>
    message.type === 'stored' ? [decodeSnapshot(message.snapshot)] : [],
  );
  messages.length = 0;
  const before = claims.written.get(handbookId);
  const all = before ? [before, ...told] : told;
  if (all.length > 0) claims.written.set(handbookId, all.reduce(unite));
}

interface RubricCriterion {
  readonly id: string;
  readonly levels: readonly string[];
}

/** Bob, who marks what was handed in, and releases it. */
export class Marker {
  private constructor(
    private readonly world: KilledWorld,
    private readonly browser: Browser,
    private readonly rubric: readonly RubricCriterion[],
    private readonly claims: Claims,
  ) {}

  static async at(world: KilledWorld, claims: Claims, email: string): Promise<Marker> {
    const { rows } = await world.db.query<RubricCriterion>(
      `SELECT c.id, array_agg(l.id ORDER BY l.points DESC) AS levels
         FROM rubric_criteria c JOIN rubric_levels l ON l.rubric_criterion_id = c.id
        GROUP BY c.id ORDER BY c.id`,
    );
    return new Marker(world, await world.signedIn(email), rows, claims);
  }

  /** @param from how good the work is: 0 is the best level of each criterion */
  async mark(submissionId: string, from: number): Promise<void> {
    const { world, browser, claims } = this;
    const opened = await world.answered('opening an assessment', () =>
      browser.post(`/grading/submissions/${submissionId}/assessments`),
    );
    expect(opened.status).toBe(303);
    const desk = String(opened.headers['location']).split('?')[0] ?? '';
    const assessmentId = desk.replace('/grading/assessments/', '');
    const form: Record<string, string> = {};
    for (const { id, levels } of this.rubric) {
      const levelId = levels[Math.min(from, levels.length - 1)] ?? '';
      const answer = await world.answered('marking', () =>
        browser.put(`${desk}/scores/${id}`, { levelId, remark: '', version: 0 }),
      );
      // Of a press whose answer was cut off, the page sends the same again, and learns that it is there
      expect([200, 409]).toContain(answer.status);
      claims.marks.set(`${assessmentId} ${id}`, levelId);
      Object.assign(form, { [`level-${id}`]: levelId, [`remark-${id}`]: '', [`version-${id}`]: '1' });
    }
    const graded = await world.answered('finalising', () => browser.post(`${desk}/grade-events`, form));
    expect([303, 409]).toContain(graded.status);
    claims.graded.add(assessmentId);
  }

  /** Releases what is finalised; two of these at once, or one whose answer was cut off, release nothing twice. */
  async release(): Promise<void> {
    const { world, browser, claims } = this;
    const path = `/grading/cohorts/${world.slug}/releases`;
    const before = [...claims.graded];
    const page = await world.answered('reading the review', () => browser.get(path));
    const reviewed = /name="reviewed" value="([^"]*)"/.exec(page.text)?.[1];
    if (reviewed === undefined) return;
    const answer = await world.answered('releasing', () => browser.post(path, { reviewed }));
    expect([303, 409]).toContain(answer.status);
    if (answer.status === 303) for (const id of before) claims.released.add(id);
  }
}
