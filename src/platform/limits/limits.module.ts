import { Module } from '@nestjs/common';
import { ConfigModule } from '../config/config.module.js';
import { Limits } from './limits.js';

@Module({ imports: [ConfigModule], providers: [Limits], exports: [Limits] })
export class LimitsModule {}
