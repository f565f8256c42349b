/** Tables that hang on an enrolment, with the columns that name the copy instead, and what else differs in it. */
const copied: readonly { table: string; where: string; ids: readonly string[]; also?: string }[] = [
  {
    table: 'users',
    where: 'id = (SELECT user_id FROM enrolments WHERE id = $1)',
    ids: ['id'],
    also: `'name', 'Student ' || n, 'email', n || '-' || x.email`,
  },
  { table: 'enrolments', where: 'id = $1', ids: ['id', 'user_id'] },
  {
    table: 'enrolment_events',
    where: 'enrolment_id = $1',
    ids: ['id', 'enrolment_id'],
    also: `'ordinal', x.ordinal + 1000000 + n * 10`,
  },
  { table: 'handbooks', where: 'enrolment_id = $1', ids: ['id', 'enrolment_id'] },
  {
    table: 'submissions',
    where: 'enrolment_id = $1',
    ids: ['id', 'enrolment_id', 'handbook_id', 'submitted_by_id'],
  },
  {
    table: 'submission_contents',
    where: 'submission_id IN (SELECT id FROM submissions WHERE enrolment_id = $1)',
    ids: ['submission_id', 'person_id'],
  },
  {
    table: 'submission_sections',
    where: 'submission_id IN (SELECT id FROM submissions WHERE enrolment_id = $1)',
    ids: ['id', 'submission_id'],
  },
  {
    table: 'assessments',
    where: 'submission_id IN (SELECT id FROM submissions WHERE enrolment_id = $1)',
    ids: ['id', 'submission_id'],
  },
  {
    table: 'score_drafts',
    where: `assessment_id IN (SELECT m.id FROM assessments m JOIN submissions s ON s.id = m.submission_id
                              WHERE s.enrolment_id = $1)`,
    ids: ['assessment_id'],
  },
  {
    table: 'grade_events',
    where: 'enrolment_id = $1',
    ids: ['id', 'enrolment_id', 'submission_id', 'assessment_id'],
  },
  {
    table: 'criterion_scores',
    where: 'grade_event_id IN (SELECT id FROM grade_events WHERE enrolment_id = $1)',
    ids: ['id', 'grade_event_id'],
  },
];

/** What this asks of an application's database; the bench has another one. */
interface Database {
  query(sql: string, values?: unknown[]): Promise<unknown>;
  transaction(act: (tx: Pick<Database, 'query'>) => Promise<void>): Promise<void>;
}

/**
 * Students who have done what one has, handed in and marked alike, in a few statements: “Student 1” to “Student n”. What
 * triggers would add, such as the history of marks, is left out.
 */
export async function manyLike(app: { db: Database }, enrolmentId: string, count: number): Promise<void> {
  await app.db.transaction(async (tx) => {
    await tx.query('SET LOCAL session_replication_role = replica');
    for (const { table, where, ids, also } of copied) {
      const changes = [
        ...ids.map((id) => `'${id}', md5(x.${id}::text || n)::uuid`),
        ...(also === undefined ? [] : [also]),
      ];
      await tx.query(
        `INSERT INTO ${table}
         SELECT (jsonb_populate_record(x, jsonb_build_object(${changes.join(', ')}))).*
           FROM ${table} x, generate_series(1, $2::int) n WHERE ${where}`,
        [enrolmentId, count],
      );
    }
  });
  await app.db.query('ANALYZE');
}
