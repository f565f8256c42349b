import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { Files } from './files.js';

@Module({ imports: [JobsModule], providers: [Files], exports: [Files] })
export class FilesModule {}
