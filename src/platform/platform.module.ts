import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from './clock/clock.js';
import { Config } from './config/config.js';
import { Statements } from './database/statements.js';

export interface Platform {
  config: Config;
  /** Open and migrated. */
  db: DataSource;
  clock: Clock;
}

/** What every room stands on, made before Nest starts: configuration, database, time. The one global module. */
@Module({})
export class PlatformModule {
  static on({ config, db, clock }: Platform): DynamicModule {
    const providers = [
      { provide: Config, useValue: config },
      { provide: DataSource, useValue: db },
      { provide: Clock, useValue: clock },
      Statements,
    ];
    return { module: PlatformModule, global: true, providers, exports: providers };
  }
}
