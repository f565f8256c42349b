import { Module } from '@nestjs/common';
import { ClockModule } from '../clock/clock.module.js';
import { ConfigModule } from '../config/config.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { Files } from './files.js';

@Module({ imports: [ClockModule, ConfigModule, JobsModule], providers: [Files], exports: [Files] })
export class FilesModule {}
