import { type UnsavedChange } from '../../../src/assignments/live/unsaved-changes.rules.js';

type TabMessage =
  | { type: 'change'; update: Uint8Array; sections: readonly string[] }
  /** A tab has opened and wants to know what is not on the server yet. */
  | { type: 'hello' }
  /** Somebody has signed in again in one of the tabs. */
  | { type: 'signed-in' };

interface TabEvents {
  change(change: UnsavedChange): void;
  signedIn(): void;
}

/**
 * Tells the other tabs of this browser that are open on the same handbook, for the same person, what was written, also
 * without a network. Whoever gets a change twice has it once.
 */
export class TabChannel {
  private readonly channel: BroadcastChannel;

  constructor(
    name: string,
    private readonly unsaved: () => readonly UnsavedChange[],
    events: TabEvents,
  ) {
    this.channel = new BroadcastChannel(name);
    this.channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
      if (data.type === 'change') events.change(data);
      else if (data.type === 'signed-in') events.signedIn();
      else for (const change of this.unsaved()) this.tell(change);
    });
    this.send({ type: 'hello' });
  }

  tell({ update, sections }: UnsavedChange): void {
    this.send({ type: 'change', update, sections });
  }

  signedIn(): void {
    this.send({ type: 'signed-in' });
  }

  close(): void {
    this.channel.close();
  }

  private send(message: TabMessage): void {
    this.channel.postMessage(message);
  }
}
