import { readMarkFile } from '../../src/grading/gradebook/mark-file.rules.js';
import { type Browser } from '../support/app.js';

/** The gradebook of a cohort in which somebody handed in and nothing is finalised, its import, and transcripts. */
export async function readGradebookPages(grading: string, enrolmentId: string, bob: Browser): Promise<void> {
  const path = `${grading}/gradebook`;
  for (const page of [
    '',
    '?search=nobody&late=yes',
    '?sort=total&order=desc&attempts=all',
    '/charts',
    '/imports',
  ]) {
    await bob.get(path + page);
  }
  const read = readMarkFile((await bob.get(`${path}.csv`)).text);
  if ('problem' in read) throw new Error(read.problem.sentence);
  const { heads, rows } = read.file;
  const version = heads.findIndex(({ text }) => text === 'Version');
  const points = heads.findIndex(({ text }) => text.endsWith(']'));
  const csv = (changes: Readonly<Record<number, string>>) =>
    [
      heads.map(({ text }) => text),
      ...rows.map((row) =>
        heads.map((_, at) => (row.cell(version).text === '' ? null : changes[at]) ?? row.cell(at).text),
      ),
    ]
      .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
      .join('\r\n');
  const previews = `${path}/imports/previews`;
  await bob.post(previews, { csv: '' });
  await bob.post(previews, { csv: csv({ [points]: '2,5' }) });
  await bob.post(previews, { csv: csv({}) });
  await bob.post(previews, { csv: csv({ [points]: '1', [points + 1]: '<b>Well</b> argued' }) });
  await bob.post(previews, { csv: csv({ [points]: '1', [version]: 'v0' }) });
  await bob.post(`${path}/imports`, { csv: csv({ [points]: '1' }), shown: 'something else' });
  await bob.get(`/grading/enrolments/${enrolmentId}/transcript`);
  await bob.get(`/results/${enrolmentId}/transcript`);
}
