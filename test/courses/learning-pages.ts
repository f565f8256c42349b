import { randomUUID } from 'node:crypto';
import { type Browser, type TestApp } from '../support/app.js';
import { type World } from '../support/world.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { aCohort } from './a-cohort.js';
import { moveSession, openSession } from './a-live-session.js';

/** The pages of a course in the states that students and instructors meet, for whoever looks at every page. */
export async function learningPages(
  app: TestApp,
  { cohort, versionId, enrolmentId }: World,
  { alice, bob }: { alice: Browser; bob: Browser },
): Promise<void> {
  const { slug } = cohort;
  const lesson = `/my/${slug}/lessons/1/begin-with-the-business`;
  await alice.post(`${lesson}/completions`);
  await alice.get(lesson);
  await bob.get(lesson);
  await alice.post(`${lesson}/completions/removals`);

  const id = await openSession(app, cohort);
  const session = `/my/${slug}/sessions/${id}`;
  const followUp = `/cohorts/${slug}/sessions/${id}/follow-up`;
  await alice.get(session);
  await alice.post(`${session}/attendances`);
  await bob.get(followUp);
  await bob.post(`${followUp}s`, { recordingUrl: 'nowhere', notes: 'x', version: '1' });
  await app.db.query('UPDATE cohort_sessions SET join_url = NULL WHERE id = $1', [id]);
  await alice.get(session);
  await alice.post(`${session}/attendances`);
  await moveSession(app, id, new Date(app.clock.now().getTime() - 3 * 3_600_000));
  await alice.get(session);
  await bob.get(followUp);
  await bob.post(`${followUp}s`, {
    recordingUrl: 'https://film.example/1',
    notes: '## Said\n\nA lot.',
    version: '1',
  });
  await bob.post(`${followUp}s`, { recordingUrl: '', notes: 'Mine.', version: '1' });
  await alice.get(session);
  await bob.get(session);
  await alice.get(`/my/${slug}`);
  await app.db.query('UPDATE cohort_sessions SET cancelled_at = now() WHERE id = $1', [id]);
  await alice.get(session);
  await bob.get(followUp);

  const run = `/cohorts/${slug}`;
  const message = {
    id: randomUUID(),
    subject: 'How far are you?',
    body: 'Tell me.\n\nSoon,\nplease.',
    to: enrolmentId,
  };
  await bob.get(`${run}/messages`);
  await bob.get(`${run}/progress`);
  await bob.get(`${run}/messages/new?to=behind`);
  await bob.post(`${run}/message-previews`, { ...message, subject: '' });
  await bob.post(`${run}/message-previews`, message);
  await bob.post(`${run}/messages`, message);
  await bob.get(`${run}/messages`);
  await alice.get(`/my/${slug}`);

  await alice.get('/calendars');
  await alice.post('/calendars');
  await alice.get('/calendars');

  const small = await aCohort(app, { courseVersionId: versionId, seats: 1 });
  await app.get(Enrolments).enrol(small.id, app.ids.charlie);
  await app.get(Enrolments).enrol(small.id, app.ids.alice);
  await bob.get(`/cohorts/${small.slug}/progress`);
  await alice.get(`/my/${small.slug}`);
  await alice.post(`/my/${small.slug}/returns`);
}
