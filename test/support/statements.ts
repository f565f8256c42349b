import { type DataSource, type Logger } from 'typeorm';
import { jobsDone } from './jobs.js';

export interface Asked {
  sql: string;
  values: unknown[];
}

/** The SQL that `act` sends through TypeORM, sessions included, in the order in which it was sent. */
export async function statementsDuring(db: DataSource, act: () => Promise<unknown>): Promise<string[]> {
  // What jobs of earlier acts ask for is none of this one.
  await jobsDone(db);
  return (await askedDuring(db, act)).map(({ sql }) => sql.replace(/\s+/g, ' ').trim());
}

/** The same as it was sent, with what stands for `$1` and on; also of jobs that run meanwhile. */
export async function askedDuring(db: DataSource, act: () => Promise<unknown>): Promise<Asked[]> {
  const asked: Asked[] = [];
  const before = db.logger;
  const nothing = () => undefined;
  const listening: Logger = {
    logQuery: (sql, values: unknown[] = []) => asked.push({ sql, values }),
    logQueryError: nothing,
    logQuerySlow: nothing,
    logSchemaBuild: nothing,
    logMigration: nothing,
    log: nothing,
  };
  db.logger = listening;
  try {
    await act();
  } finally {
    db.logger = before;
  }
  return asked;
}
