import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import { createDataSource, type EntityClass } from './data-source.js';
import { Statements } from './statements.js';

/**
 * The application's one pool. The start has opened the database, migrated it and put its address into the
 * configuration before this module is built.
 */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(DataSource) private readonly db: DataSource) {}

  /** @param entities every entity class of the house; the modules themselves inject `DataSource` only */
  static with(entities: readonly EntityClass[]): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: DataSource,
          inject: [Config],
          useFactory: ({ databaseUrl }: Config) => {
            if (databaseUrl === null)
              throw new Error('The database must be open before the application is built.');
            return createDataSource({ url: databaseUrl, entities }).initialize();
          },
        },
        Statements,
      ],
      exports: [DataSource, Statements],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    // Nest ends the modules that use the pool before this one.
    if (this.db.isInitialized) await this.db.destroy();
  }
}
