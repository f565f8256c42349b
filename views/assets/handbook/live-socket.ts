import { HocuspocusProviderWebsocket } from '@hocuspocus/provider';

/**
 * A socket that stays closed once it is destroyed. Hocuspocus' own waits a moment after a close and then connects,
 * also when it was destroyed in that moment, and goes on for ever (seen in 4.7.0).
 */
export class LiveSocket extends HocuspocusProviderWebsocket {
  private ended?: true;

  override async connect(): Promise<unknown> {
    return this.ended === undefined ? super.connect() : undefined;
  }

  override destroy(): void {
    this.ended = true;
    super.destroy();
  }
}
