import { type Db } from 'pg-boss';
import { type EntityManager } from 'typeorm';

/**
 * Lets pg-boss write its rows through a TypeORM transaction, so that a job exists if and only if the change that
 * it belongs to was committed.
 *
 * @throws Error when `tx` is not inside a transaction: the job could then outlive a change that failed
 */
export function transactionOf(tx: EntityManager): Db {
  const runner = tx.queryRunner;
  if (runner?.isTransactionActive !== true) throw new Error('This needs a transaction that has begun.');
  return {
    async executeSql(text, values) {
      const { records } = await runner.query(text, values, true);
      return { rows: records as unknown[] };
    },
  };
}
