import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type HanForm } from '../../platform/printing/fonts.js';
import { castPassword } from '../../users/cast.js';
import { hashPassword } from '../../users/password.js';
import { Users } from '../../users/users.service.js';

export interface Newcomer {
  name: string;
  email: string;
  /** IANA name. */
  timeZone: string;
  /** What they have chosen for a name whose characters don't say it. */
  hanForm?: HanForm;
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
  async add({ name, email, timeZone, hanForm }: Newcomer): Promise<string> {
    this.passwordHash ??= hashPassword(castPassword);
    const person = {
      ...{ name: name.normalize('NFC'), email, timeZone, passwordHash: await this.passwordHash },
      ...(hanForm && { hanForm }),
    };
    const id = await this.users.addOnce(this.db.manager, person);
    if (id === null) throw new Error(`The demo has ${email} twice.`);
    return id;
  }
}
