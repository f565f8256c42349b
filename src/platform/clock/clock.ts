import { Injectable } from '@nestjs/common';

/** The time of day as a dependency, so that a test can set it and no rule reads it by itself. */
@Injectable()
export class Clock {
  /** Whether time goes on by itself; where it stands, nothing happens by the time of day. */
  readonly runs: boolean = true;

  now(): Date {
    return new Date();
  }
}
