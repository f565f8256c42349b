import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Tokens with which programs ask for more certificates than without one. */
export class CreateApiTokens1763700042000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE api_tokens (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        name text NOT NULL,
        token_digest text NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz,
        withdrawn_at timestamptz,
        CONSTRAINT uq_api_tokens_token_digest UNIQUE (token_digest),
        CONSTRAINT pk_api_tokens PRIMARY KEY (id),
        CONSTRAINT fk_api_tokens_person_id FOREIGN KEY (person_id) REFERENCES users(id)
      )`);
    await db.query(`CREATE INDEX ix_api_tokens_person_id ON api_tokens (person_id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE api_tokens');
  }
}
