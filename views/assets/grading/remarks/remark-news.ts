import { type TheirRemark } from './remark-value.js';

/** A remark on words as the server tells of it. */
export interface StoredRemark extends TheirRemark {
  id: string;
  sectionKey: string;
  /** -1 where the words are not found in the text. */
  start: number;
  end: number;
  quote: string;
}

/** Everything that is said, and which remarks are no more. */
export interface RemarksNow {
  anchored: readonly StoredRemark[];
  overall: TheirRemark | null;
  removed: readonly { id: string; version: number }[];
}

/** How often remarks of co-markers are asked for while the page is looked at, milliseconds. */
const betweenLooks = 20_000;

/** Asks what co-markers have written, changed and deleted, as long as the page is looked at. */
export class RemarkNews {
  private readonly timer: number;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly told: (now: RemarksNow) => void,
  ) {
    this.timer = window.setInterval(() => void this.look(), betweenLooks);
  }

  async look(): Promise<void> {
    if (document.visibilityState !== 'visible' || this.stopped) return;
    const now = await this.fetched();
    if (now && !this.isStopped()) this.told(now);
  }

  stop(): void {
    this.stopped = true;
    window.clearInterval(this.timer);
  }

  /** It may have been stopped while the answer was on its way. */
  private isStopped(): boolean {
    return this.stopped;
  }

  private async fetched(): Promise<RemarksNow | null> {
    try {
      const response = await fetch(this.url, { headers: { accept: 'application/json' } });
      return response.ok ? ((await response.json()) as RemarksNow) : null;
    } catch {
      return null;
    }
  }
}
