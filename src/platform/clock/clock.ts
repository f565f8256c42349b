import { Injectable } from '@nestjs/common';

/** The time of day as a dependency, so that a test can set it and no rule reads it by itself. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
