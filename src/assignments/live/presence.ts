import { type Awareness, removeAwarenessStates } from 'y-protocols/awareness';
import { type Peer } from './peer.js';

/** A page has one Yjs client, and a new one when it finds its number taken. */
const mostClients = 3;

/**
 * Who is there, as the others see it: the name of the session behind each client, said by the server, not whatever a
 * browser would like to broadcast. A browser speaks for its own client only.
 */
export class Presence {
  private readonly speakers = new Map<number, Peer>();

  constructor(private readonly awareness: Awareness) {}

  /** Leaves of what a browser says the clients that are its own, each with its person's name. */
  rewrite(states: Map<number, object>, peer: Peer): void {
    for (const client of [...states.keys()]) {
      if (this.speaksFor(peer, client)) states.set(client, { name: peer.right.name });
      else states.delete(client);
    }
  }

  leave(peer: Peer): void {
    const own = this.clientsOf(peer);
    for (const client of own) this.speakers.delete(client);
    removeAwarenessStates(this.awareness, own, null);
  }

  private speaksFor(peer: Peer, client: number): boolean {
    const speaker = this.speakers.get(client);
    if (speaker === peer) return true;
    if (peer.closed || (speaker !== undefined && !speaker.closed)) return false;
    if (this.clientsOf(peer).length >= mostClients) return false;
    this.speakers.set(client, peer);
    return true;
  }

  private clientsOf(peer: Peer): number[] {
    return [...this.speakers].flatMap(([client, speaker]) => (speaker === peer ? [client] : []));
  }
}
