import { Drafts } from '../../src/courses/versions/drafts/drafts.service.js';
import { type Browser, type TestApp } from '../support/app.js';
import { aCopy, lessonAt, weekAt } from './a-draft.js';

/** Every page of a draft, in as many states as administrators meet. Needs a published version of the course. */
export async function readDraftPages(app: TestApp, ada: Browser): Promise<void> {
  const [draft, whole] = [await aCopy(app), await aCopy(app)];
  const base = `/courses/drafts/${draft.id}`;
  const lesson = `${base}/lessons/${lessonAt(draft, 1, 1).id}`;
  const week = `${base}/weeks/${weekAt(draft, 1).id}`;
  const session = `${base}/sessions/${weekAt(draft, 1).sessions[0]?.id ?? ''}`;
  for (const address of ['/courses/administration', base, `${base}/facts`, week, lesson, session]) {
    await ada.get(address);
  }
  await ada.get(`${base}/publication`);
  await ada.post('/courses', { title: '', templateFrom: '' });
  for (const address of [`${base}/facts`, week, lesson, session]) {
    // Nothing in it, and then against an old version.
    await ada.post(address, { title: '' });
    await ada.post(address, {
      ...{
        title: 'Mine',
        version: '1',
        summary: 'Mine.',
        about: 'Mine.',
        aim: 'Mine.',
        body: 'Mine.',
        certificateMonths: '24',
      },
      ...{ week: weekAt(draft, 2).id, day: '3', startsAt: '19:30', minutes: '45' },
    });
    await ada.post(address, {
      ...{
        title: 'Yours',
        version: '1',
        summary: 'Yours.',
        about: 'Yours.',
        aim: 'Yours.',
        body: 'Yours.',
        certificateMonths: '',
      },
      ...{ week: weekAt(draft, 3).id, day: '4', startsAt: '20:00', minutes: '50' },
    });
  }
  await ada.post(`${base}/lessons`, { title: '', week: weekAt(draft, 1).id });
  await ada.post(`${base}/lessons`, { title: 'Added', week: weekAt(draft, 1).id });
  await ada.post(`${base}/lessons/${lessonAt(draft, 2, 1).id}/removals`);
  await ada.post(`${lesson}/moves`, { direction: 'down' });
  await ada.post(`${base}/previews`, { body: '## A heading\n\n> [!NOTE]\n> A note.' });
  await ada.get(`${base}/publication`);
  await ada.post(`${base}/publication`);
  await ada.post(`/courses/drafts/${whole.id}/publication`);
  await ada.get(`/courses/versions/${draft.id}`);
  await ada.get(`/courses/versions/${draft.id}/lessons/${lessonAt(draft, 1, 1).id}`);
  await ada.get(`/courses/versions/${draft.id}/comparisons/${whole.id}`);
  await ada.get(`/courses/versions/${draft.id}/comparisons/${draft.id}`);
  const begun = await app.get(Drafts).begin({ title: 'Community', templateFrom: whole.id }, app.ids.ada);
  await ada.get(`/courses/drafts/${begun}`);
  await ada.get(`/courses/drafts/${begun}/publication`);
  await ada.get('/courses/administration');
}
