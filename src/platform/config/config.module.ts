import { Module } from '@nestjs/common';
import { Config, readConfig } from './config.js';

/** The configuration of this process; a test puts its own in with `overrideProvider(Config)`. */
@Module({
  providers: [{ provide: Config, useFactory: () => readConfig(process.env) }],
  exports: [Config],
})
export class ConfigModule {}
