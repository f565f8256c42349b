import { Questions } from '../../src/certificates/issuing/questions/questions.service.js';
import { type TestApp } from '../support/app.js';

interface About {
  releaseId: string;
  enrolmentId: string;
  certificateId: string;
}

/** As a release does that shows less than the certificate prints. @returns the question's id */
export async function askAbout(
  app: TestApp,
  { releaseId, enrolmentId, certificateId }: About,
): Promise<string> {
  await app.db.transaction((tx) =>
    app.get(Questions).ask(tx, { releaseId, enrolmentId, certificateId, kind: 'lower' }),
  );
  const [row] = await app.db.query<{ id: string }[]>(
    'SELECT id FROM certificate_questions WHERE release_id = $1 AND enrolment_id = $2',
    [releaseId, enrolmentId],
  );
  if (!row) throw new Error('Nothing was asked.');
  return row.id;
}
