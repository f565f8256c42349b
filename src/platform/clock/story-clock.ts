import { Clock } from './clock.js';

/** A clock that stands where it is set: for what is told of the past, and for tests. */
export class StoryClock extends Clock {
  override readonly runs = false;
  private time: Date;

  constructor(start: Date | string = new Date()) {
    super();
    this.time = new Date(start);
  }

  override now(): Date {
    return new Date(this.time);
  }

  set(instant: Date | string): void {
    this.time = new Date(instant);
  }

  advance(milliseconds: number): void {
    this.time = new Date(this.time.getTime() + milliseconds);
  }
}
