import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { readConfig } from '../../src/platform/config/config.js';
import { DomainError } from '../../src/platform/errors/domain-errors.js';
import { clientKey } from '../../src/platform/limits/client-key.rules.js';
import { Limits } from '../../src/platform/limits/limits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const config = readConfig({ SECRET: 'b3f1c2d4e5a697887a6b5c4d3e2f1a0b', DATA_DIR: '/nowhere' });

describe('Limits', () => {
  let database: TestDatabase;
  let db: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  });
  afterAll(async () => {
    if (db.isInitialized) await db.destroy();
    await database.drop();
  });

  const refusal = async (attempt: () => void | Promise<void>): Promise<DomainError> => {
    try {
      await attempt();
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
    throw new Error('It was allowed.');
  };

  it('allows as many tries as the limit says, then says when to come back', async () => {
    const limits = new Limits(db, config);
    for (let n = 0; n < 10; n += 1) await limits.consume('signInByAccount', 'alice@capstone.example');
    const error = await refusal(() => limits.consume('signInByAccount', 'alice@capstone.example'));
    expect(error.kind).toBe('tooMany');
    expect(error.details['retryAfterSeconds']).toBeGreaterThan(890);
    expect(error.details['retryAfterSeconds']).toBeLessThanOrEqual(900);
    expect(error.message).toBe(
      'There were too many tries to sign in to this account. Try again in 15 minutes.',
    );
    await limits.consume('signInByAccount', 'bob@capstone.example');
  });

  it('counts the tries of all processes together', async () => {
    const [one, other] = [new Limits(db, config), new Limits(db, config)];
    await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? one : other).consume('signInByAccount', 'charlie')),
    );
    expect((await refusal(() => one.consume('signInByAccount', 'charlie'))).kind).toBe('tooMany');
    expect((await refusal(() => other.consume('signInByAccount', 'charlie'))).kind).toBe('tooMany');
  });

  it('refuses whoever has used up a limit from memory, without the database', async () => {
    const limits = new Limits(db, config);
    const address = '192.0.2.7';
    limits.refuseSpent('verificationMissByAddress', address);
    for (let n = 0; n < 30; n += 1) await limits.consume('verificationMissByAddress', address);
    const pool = (db.driver as unknown as { master: { query: () => unknown } }).master;
    const query = jest.spyOn(pool, 'query');
    expect((await refusal(() => limits.consume('verificationMissByAddress', address))).kind).toBe('tooMany');
    const error = await refusal(() => {
      limits.refuseSpent('verificationMissByAddress', address);
    });
    expect(error.details['retryAfterSeconds']).toBeGreaterThan(590);
    expect(query).not.toHaveBeenCalled();
    query.mockRestore();
    limits.refuseSpent('verificationMissByAddress', '192.0.2.8');
  });

  it('counts a whole IPv6 /64 as one', async () => {
    const limits = new Limits(db, config);
    for (let n = 0; n < 30; n += 1) {
      await limits.consume('verificationMissByAddress', `2001:db8:0:7::${n.toString(16)}`);
    }
    const error = await refusal(() => limits.consume('verificationMissByAddress', '2001:db8::7:ffff:1:2:3'));
    expect(error.kind).toBe('tooMany');
    await limits.consume('verificationMissByAddress', '2001:db8:0:8::1');
  });

  it('forgets the tries after a sign-in that succeeded', async () => {
    const limits = new Limits(db, config);
    for (let n = 0; n < 10; n += 1) await limits.consume('signInByAccount', 'ada');
    await limits.forgive('signInByAccount', 'ada');
    for (let n = 0; n < 10; n += 1) await limits.consume('signInByAccount', 'ada');
    expect((await refusal(() => limits.consume('signInByAccount', 'ada'))).kind).toBe('tooMany');
  });

  it('names nobody in the table', async () => {
    const limits = new Limits(db, config);
    await limits.consume('mailByMailboxAnHour', 'erin@capstone.example');
    await limits.consume('signInByAddress', '198.51.100.23');
    const rows = await db.query<{ key: string }[]>('SELECT key FROM rate_limits');
    expect(rows.map(({ key }) => key).join()).not.toMatch(/erin|alice|198\.51/);
  });

  it('counts in memory while the database is away', async () => {
    const away = await new DataSource({ type: 'postgres', url: database.url }).initialize();
    const limits = new Limits(away, config);
    await away.destroy();
    for (let n = 0; n < 10; n += 1)
      await limits.consume('signInByAccount', 'alice, while the database is away');
    const error = await refusal(() => limits.consume('signInByAccount', 'alice, while the database is away'));
    expect(error.kind).toBe('tooMany');
  });
});

describe('clientKey', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ])('%s counts as %s', (address, key) => {
    expect(clientKey(address)).toBe(key);
  });
});
