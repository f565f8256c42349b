import { HocuspocusProviderWebsocket } from '@hocuspocus/provider';

/**
 * A socket that stays closed once it is destroyed. Hocuspocus' own waits a moment after a close and then connects,
 * also when it was destroyed in that moment, and goes on for ever (seen in 4.7.0).
 */
export class LiveSocket extends HocuspocusProviderWebsocket {
  private ended?: true;
  private restsUntil?: number;

  override async connect(): Promise<unknown> {
    if (this.ended !== undefined || performance.now() < (this.restsUntil ?? 0)) return undefined;
    return super.connect();
  }

  /** Stays away for so long: who has just been refused would be refused again. */
  rest(ms: number): void {
    this.restsUntil = performance.now() + ms;
    setTimeout(() => void this.connect(), ms);
  }

  override destroy(): void {
    this.ended = true;
    super.destroy();
  }
}
