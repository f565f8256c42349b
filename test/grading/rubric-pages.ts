import { Drafts } from '../../src/courses/versions/drafts/drafts.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { writeRubricFile } from '../../src/grading/rubrics/rubric-file.rules.js';
import { typedOf } from '../../src/grading/rubrics/rubric-form.rules.js';
import { strategistRubric } from '../../src/grading/rubrics/strategist-rubric.js';
import { aCopy } from '../courses/a-draft.js';
import { type Browser, type TestApp } from '../support/app.js';
import { aDraftVersion } from './a-cohort.js';
import { fieldsOf } from './rubric-fields.js';

/** Every page of a rubric, in as many states as administrators meet. Needs a published version of the course. */
export async function readRubricPages(app: TestApp, ada: Browser, versionId: string): Promise<void> {
  const bare = await aDraftVersion(app, null);
  await ada.get(`/courses/versions/${bare}/rubric`);
  const empty = await app.get(RubricEditing).begin(bare, app.ids.ada);
  await ada.get(`/grading/rubrics/${empty}`);
  const draft = await aCopy(app);
  const id = await app.get(RubricEditing).begin(draft.id, app.ids.ada);
  const path = `/grading/rubrics/${id}`;
  const fields = fieldsOf(typedOf(strategistRubric, []));
  await ada.get(path);
  await ada.post(path, { ...fields, 'c1-weight': '12,5', 'c2-title': '', 'c3-l2-points': '' });
  await ada.post(path, { ...fields, act: 'add' });
  await ada.post(path, { ...fields, 'c1-weight': '30', title: '', 'c2-l1-title': '', 'c3-competency': '' });
  await ada.get(path);
  await ada.post(path, { ...fields, 'c1-weight': '40' });
  await ada.get(`${path}/imports/new`);
  await ada.post(`${path}/imports/previews`, { text: '{"format": 1}' });
  for (const changes of [{ criteria: strategistRubric.criteria.slice(1) }, {}]) {
    await ada.post(`${path}/imports/previews`, {
      text: writeRubricFile({ ...strategistRubric, ...changes }),
    });
  }
  await ada.post(`${path}/imports`, { text: writeRubricFile(strategistRubric), version: '1' });
  await app.get(Drafts).discard(draft.id, app.ids.ada);
  await ada.get(path);
  const change = await app.get(RubricEditing).begin(versionId, app.ids.ada);
  await ada.get(`/grading/rubrics/${change}`);
  const published = (await ada.get(`/courses/versions/${versionId}/rubric`)).headers['location'] ?? '';
  await ada.get(published);
  await ada.post(`/grading/rubrics/${change}/removals`);
  await ada.get(`/grading/rubrics/${change}`);
  await ada.get(published);
}
