import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { DomainEvents } from './domain-events.js';

@Module({ imports: [JobsModule], providers: [DomainEvents], exports: [DomainEvents] })
export class EventsModule {}
