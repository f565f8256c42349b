import { Injectable } from '@nestjs/common';
import { type Pool, type PoolClient } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';

/** An SQL statement with a name, under which each connection plans it once. */
export interface Statement {
  /** At most 63 bytes, and one name for one text in the whole house. */
  readonly name: string;
  readonly text: string;
}

/**
 * Runs hot statements by name on the pool below TypeORM, whose own `query()` passes no name and so has the server
 * parse and plan them every time.
 */
@Injectable()
export class Statements {
  constructor(private readonly db: DataSource) {}

  /**
   * @param tx to run inside a transaction; without it any free connection serves
   * @returns the rows as `pg` gives them: timestamptz is a Date, bigint and numeric are strings
   */
  async run<Row extends object>(
    statement: Statement,
    values: readonly unknown[] = [],
    tx?: EntityManager,
  ): Promise<Row[]> {
    const runner = tx?.queryRunner;
    const given = [...values];
    this.db.logger.logQuery(statement.text, given, runner);
    const connection: PoolClient | Pool = runner ? ((await runner.connect()) as PoolClient) : poolOf(this.db);
    const result = await connection.query<Row>({
      name: statement.name,
      text: statement.text,
      values: given,
    });
    return result.rows;
  }
}

/** TypeORM keeps the pool of `pg` under its driver and gives it no type. */
function poolOf(db: DataSource): Pool {
  return (db.driver as unknown as { master: Pool }).master;
}
