import { type ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule, type TestingModuleBuilder } from '@nestjs/testing';
import { type DataSource } from 'typeorm';
import { Clock } from '../../src/platform/clock/clock.js';
import { readConfig } from '../../src/platform/config/config.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { PlatformModule } from '../../src/platform/platform.module.js';

export interface Services {
  app: TestingModule;
  db: DataSource;
  stop: () => Promise<void>;
}

/**
 * A few modules of the platform without the application around them.
 *
 * @param define registers listeners and queues, as modules do before the start
 */
export async function startServices(
  url: string,
  imports: NonNullable<ModuleMetadata['imports']>,
  define: (app: TestingModule) => void = () => undefined,
  { env = {}, adapt = (builder) => builder, clock = new Clock() }: ServiceSettings = {},
): Promise<Services> {
  const config = readConfig({
    SECRET: 'b3f1c2d4e5a697887a6b5c4d3e2f1a0b',
    PUBLIC_URL: 'https://capstone.example',
    DATA_DIR: '/nowhere',
    ...env,
  });
  const db = await createDataSource({ url, entities: [] }).initialize();
  const platform = PlatformModule.on({ config, db, clock });
  const app = await adapt(Test.createTestingModule({ imports: [platform, ...imports] })).compile();
  app.useLogger(false);
  define(app);
  await app.init();
  return {
    app,
    db,
    async stop() {
      await app.close();
      await db.destroy();
    },
  };
}

interface ServiceSettings {
  env?: Record<string, string>;
  adapt?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  clock?: Clock;
}
