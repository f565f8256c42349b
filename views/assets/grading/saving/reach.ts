import { type MarkAccess } from '../../../../src/grading/marking/mark-save-state.rules.js';

/** Whether the server answers, and for whom, as far as this page has heard. */
export class Reach {
  access: MarkAccess = 'marking';
  reachable = true;
  /** Who is signed in in the place of whoever this page was made for; null while nobody is, as far as is known. */
  private name: string | null = null;

  /** @returns whether the page can send again, after it could not */
  heard({ kind, name = null }: { kind: string; name?: string | null }): boolean {
    if (kind === 'unreachable') this.reachable = false;
    else if (kind === 'signed-out') this.access = 'signed-out';
    else if (kind === 'other-person') {
      this.access = 'other-person';
      this.name = name;
    } else {
      const wasAway = !this.reachable || this.access !== 'marking';
      this.reachable = true;
      this.access = 'marking';
      return wasAway;
    }
    return false;
  }

  get stranger(): string | null {
    return this.access === 'other-person' ? this.name : null;
  }
}
