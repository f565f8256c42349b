import { Injectable } from '@nestjs/common';
import { Credentials } from '../../certificates/credential-store/credentials.service.js';
import { KeyChanges } from '../../certificates/keys/key-changes.service.js';
import { KeyRing } from '../../certificates/keys/key-ring.service.js';
import { DoubtedListings } from '../../certificates/register/doubted-listings.service.js';
import { reasons } from './people/reasons.js';

/** A key of the demo's academy that fell into other hands, after it had signed one certificate. */
@Injectable()
export class StolenKey {
  private keyId: string | null = null;

  constructor(
    private readonly credentials: Credentials,
    private readonly ring: KeyRing,
    private readonly changes: KeyChanges,
    private readonly listings: DoubtedListings,
  ) {}

  /** Signs a certificate; its keys are the academy’s first ones. */
  async sign(certificateId: string): Promise<void> {
    await this.credentials.of(certificateId);
    this.keyId = (await this.ring.current('proof')).id;
  }

  /** Somebody finds out; what comes later is signed with the next key. */
  async report(since: Date, administratorId: string): Promise<void> {
    if (this.keyId === null) throw new Error('The demo’s key has signed nothing yet.');
    await this.changes.compromise(this.keyId, { since, reason: reasons.keyCopied }, administratorId);
    await this.listings.follow();
  }
}
