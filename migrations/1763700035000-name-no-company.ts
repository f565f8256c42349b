import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** No field of a handbook names its company, so nothing ever took the place of `{{company}}` in the bank's remarks. */
export class NameNoCompany1763700035000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `UPDATE bank_remarks SET version = version + 1,
              body = regexp_replace(body, '\\{\\{\\s*company\\s*\\}\\}', 'the company', 'gi')
        WHERE body ~* '\\{\\{\\s*company\\s*\\}\\}'`,
    );
  }

  async down(): Promise<void> {
    // What stood for a name that nobody had is words now, and stays.
  }
}
