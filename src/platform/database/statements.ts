import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Pool, type PoolClient } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { connectionOf } from './connection.js';
import { Pipeline } from './pipeline.js';

/** An SQL statement with a name, under which each connection plans it once. */
export interface Statement {
  /** At most 63 bytes, and one name for one text in the whole house. */
  readonly name: string;
  readonly text: string;
}

/** The longest that a look waits for its answer, once there is a connection. */
const LOOK_MS = 20_000;

/**
 * Runs hot statements by name, on the pool below TypeORM or on connections that are shared: TypeORM's own `query()` passes
 * no name and so has the server parse and plan them every time.
 */
@Injectable()
export class Statements implements OnApplicationShutdown {
  /** Two, so that one that waits for the disk holds up only half of the others. */
  private readonly lines: readonly [Pipeline, Pipeline];
  private turn: 0 | 1 = 0;

  constructor(private readonly db: DataSource) {
    const settings = {
      ...connectionOf(db),
      application_name: 'capstone looks',
      keepAlive: true,
      // A network may forget a connection on which nothing was heard for minutes.
      keepAliveInitialDelayMillis: 30_000,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 15_000,
      query_timeout: LOOK_MS,
    };
    this.lines = [new Pipeline(settings), new Pipeline(settings)];
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
  }

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

  /**
   * For what is asked most often and answered at once, such as one row by an index: on connections that all who look
   * share, so it waits for none of the pool. A statement that may take long must not come here.
   *
   * @returns the rows as `run` gives them
   */
  look<Row extends object>({ name, text }: Statement, values: readonly unknown[]): Promise<Row[]> {
    const given = [...values];
    this.db.logger.logQuery(text, given);
    this.turn = this.turn === 0 ? 1 : 0;
    return this.lines[this.turn].run<Row>({ name, text, values: given });
  }
}

/** TypeORM keeps the pool of `pg` under its driver and gives it no type. */
function poolOf(db: DataSource): Pool {
  return (db.driver as unknown as { master: Pool }).master;
}
