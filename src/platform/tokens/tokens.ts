import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';

const ID_BYTES = 16;

/**
 * What stands at the end of a link in a mail: the id of a row and a proof that it was us who wrote it. A token is
 * computed whenever it is needed and stored nowhere, so a leaked table opens nothing and a job holds ids only.
 *
 * A token says nothing about time or use: whether it has ended or was used stands in the row, which is to be asked
 * each time. With another `SECRET` no token of before is read any more.
 */
@Injectable()
export class Tokens {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = createHmac('sha256', config.secret).update('link tokens').digest();
  }

  /**
   * @param purpose such as `sign-up`: what the token may be used for; it keeps a link of one kind from opening another
   * @param id a UUID
   * @returns 64 letters of base64url (RFC 4648, section 5): the id's 16 bytes, then HMAC-SHA-256 over purpose and id
   * @throws Error when `id` is no UUID
   */
  make(purpose: string, id: string): string {
    const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
    if (bytes.length !== ID_BYTES || uuid(bytes) !== id.toLowerCase())
      throw new Error('A token is made for a UUID.');
    return Buffer.concat([bytes, this.mac(purpose, bytes)]).toString('base64url');
  }

  /** The id that the token was made for, in lower case; null when it was not made here for this purpose. */
  read(purpose: string, token: string): string | null {
    // 48 bytes fill 64 letters to the last bit, so a token has one spelling only.
    if (!/^[\w-]{64}$/.test(token)) return null;
    const bytes = Buffer.from(token, 'base64url');
    const id = bytes.subarray(0, ID_BYTES);
    return timingSafeEqual(bytes.subarray(ID_BYTES), this.mac(purpose, id)) ? uuid(id) : null;
  }

  private mac(purpose: string, id: Buffer): Buffer {
    return createHmac('sha256', this.key).update(`${purpose}\0`).update(id).digest();
  }
}

function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
