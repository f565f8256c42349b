import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { castPassword } from '../../users/cast.js';
import { hashPassword } from '../../users/password.js';
import { Users } from '../../users/users.service.js';

export interface Newcomer {
  name: string;
  email: string;
  /** IANA name. */
  timeZone: string;
}

/** People of the demo make their accounts. All have the same password, so it is hashed once. */
@Injectable()
export class Newcomers {
  private passwordHash: Promise<string> | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly users: Users,
  ) {}

  /** @returns their id */
  async add({ name, email, timeZone }: Newcomer): Promise<string> {
    this.passwordHash ??= hashPassword(castPassword);
    const person = { name: name.normalize('NFC'), email, timeZone, passwordHash: await this.passwordHash };
    const id = await this.users.addOnce(this.db.manager, person);
    if (id === null) throw new Error(`The demo has ${email} twice.`);
    return id;
  }
}
