import { Client, type ClientConfig } from 'pg';
import { DataSource, type Logger, type MigrationInterface } from 'typeorm';
import { NamingStrategy } from './naming-strategy.js';

/** A class with TypeORM's `@Entity()`. */
export type EntityClass = new () => object;
export type MigrationClass = new () => MigrationInterface;

export interface DataSourceSettings {
  url: string;
  entities: readonly EntityClass[];
  migrations?: readonly MigrationClass[];
  /** Connections at most; 10 unless told. */
  poolSize?: number;
  /** What the server's own lists call us. */
  applicationName?: string;
  /** The longest that one statement may take, in milliseconds; 0 is for ever. */
  statementTimeout?: number;
  /** The longest that a request waits for a connection that others are using, in milliseconds. */
  patience?: number;
  logger?: Logger;
}

/** A data source that is not yet connected. The schema comes from migrations alone, never from the entities. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url: settings.url,
    entities: [...settings.entities],
    migrations: [...(settings.migrations ?? [])],
    migrationsTableName: 'migrations',
    synchronize: false,
    installExtensions: false,
    // Ids come from gen_random_uuid(), which needs no extension; TypeORM knows it by the name of an old one.
    uuidExtension: 'pgcrypto',
    namingStrategy: new NamingStrategy(),
    poolSize: settings.poolSize ?? 10,
    // The pool has one figure for waiting in its queue and for connecting; the Client below has one of its own.
    connectTimeoutMS: settings.patience ?? 20_000,
    applicationName: settings.applicationName ?? 'capstone',
    logging: false,
    ...(settings.logger ? { logger: settings.logger } : {}),
    extra: {
      Client: PromptClient,
      keepAlive: true,
      idleTimeoutMillis: 30_000,
      statement_timeout: settings.statementTimeout ?? 15_000,
      // A transaction that was forgotten must not hold its locks for ever.
      idle_in_transaction_session_timeout: 30_000,
    },
  });
}

/** A server that does not answer is noticed sooner than a crowd has passed through the pool. */
class PromptClient extends Client {
  constructor(settings: ClientConfig) {
    super({ ...settings, connectionTimeoutMillis: 5_000 });
  }
}
