import { type DataSource, type Logger } from 'typeorm';
import { jobsDone } from './jobs.js';

/** The SQL that `act` sends through TypeORM, sessions included, in the order in which it was sent. */
export async function statementsDuring(db: DataSource, act: () => Promise<unknown>): Promise<string[]> {
  // What jobs of earlier acts ask for is none of this one.
  await jobsDone(db);
  const statements: string[] = [];
  const before = db.logger;
  const nothing = () => undefined;
  const listening: Logger = {
    logQuery: (query) => statements.push(query.replace(/\s+/g, ' ').trim()),
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
  return statements;
}
