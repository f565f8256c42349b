import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type UnsignedCredential } from '../../src/certificates/credential/credential.shape.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { certificateOf, certified } from './a-cohort.js';
import { pdfFile } from './pdf-file.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const picture = (colour: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><rect width="90" height="30" fill="${colour}"/></svg>`,
  );

it('a certificate keeps the picture and the paper that its academy had when it was issued', async () => {
  const ada = await app.as('ada');
  await ada.upload('/academy/logo', picture('#07c'));
  await ada.post('/academy/paper', { paper: 'letter' });
  await certified(app, [app.ids.alice]);
  await ada.upload('/academy/logo', picture('#c07'));
  await ada.post('/academy/paper', { paper: 'a4' });
  const { id } = await certificateOf(app.db, app.ids.alice);
  const alice = await app.as('alice');
  const read = async (query: string) => {
    const answer = await alice.get(`/certificates/${id}/pdf${query}`, 'application/pdf');
    return pdfFile(answer.body as Buffer);
  };
  const own = await read('');
  expect(own.page.list('MediaBox')).toEqual([0, 0, 792, 612]);
  const other = await read('?paper=a4');
  expect(other.page.list('MediaBox')).toEqual([0, 0, 841.89, 595.28]);
  const pictureOf = (file: typeof own) =>
    file.page.dictionary('Resources').dictionary('XObject').stream('I1').data().toString('base64');
  expect(pictureOf(other)).toBe(pictureOf(own));
});

it('its credential shows that picture, and names addresses that answer everybody', async () => {
  const { code } = await certificateOf(app.db, app.ids.alice);
  const visitor = app.visitor();
  const answer = await fetch(`${app.url}/verify/${code}.jsonld`);
  const { issuer, credentialSubject } = (await answer.json()) as UnsignedCredential;
  const pathOf = (address: string) => address.replace(app.config.publicUrl, '');
  const shown = await visitor.get(pathOf(issuer.image?.id ?? ''), 'image/png');
  expect([shown.status, shown.headers['content-type']]).toEqual([200, 'image/png']);
  const ada = await app.as('ada');
  expect(shown.body).not.toEqual((await ada.get('/academy/logo', 'image/png')).body);
  const { alignment } = credentialSubject.achievement;
  expect(alignment).toHaveLength(5);
  for (const { targetUrl, targetName } of alignment) {
    const [path = '', fragment = ''] = pathOf(targetUrl).split('#');
    const page = await visitor.get(path);
    expect([page.status, page.text.includes(`id="${fragment}"`), page.text.includes(targetName)]).toEqual([
      ...[200, true, true],
    ]);
  }
});
