import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { KeyRing } from '../keys/key-ring.service.js';
import { hostsOf } from './scan.rules.js';

/** The hosts in addresses of this academy's certificates. */
@Injectable()
export class OwnHosts {
  constructor(
    private readonly config: Config,
    private readonly ring: KeyRing,
  ) {}

  /** Today's, and that under which the academy began to sign, with blanks between them, as pages take them. */
  async all(): Promise<string> {
    return hostsOf([this.config.publicUrl, await this.ring.origin()]).join(' ');
  }
}
