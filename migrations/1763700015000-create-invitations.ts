import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Who was invited by mail, to what. */
export class CreateInvitations1763700015000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE invitations (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        role text NOT NULL,
        cohort_id uuid,
        email text,
        name text,
        invited_by_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        mails integer NOT NULL DEFAULT 1,
        accepted_at timestamptz,
        accepted_by_id uuid,
        CONSTRAINT ck_invitations_role CHECK (role IN ('student', 'instructor', 'administrator', 'account')),
        CONSTRAINT ck_invitations_cohort CHECK ((role IN ('student', 'instructor')) = (cohort_id IS NOT NULL)),
        CONSTRAINT ck_invitations_email_lower CHECK (email = lower(email)),
        CONSTRAINT ck_invitations_accepted CHECK ((accepted_at IS NULL) = (accepted_by_id IS NULL) AND (accepted_at IS NULL) = (email IS NOT NULL)),
        CONSTRAINT pk_invitations PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_invitations_email ON invitations (email)`);
    await db.query(`CREATE INDEX ix_invitations_cohort_id ON invitations (cohort_id)`);
    await db.query(`
      ALTER TABLE invitations
        ADD CONSTRAINT fk_invitations_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        ADD CONSTRAINT fk_invitations_invited_by_id FOREIGN KEY (invited_by_id) REFERENCES users(id),
        ADD CONSTRAINT fk_invitations_accepted_by_id FOREIGN KEY (accepted_by_id) REFERENCES users(id)`);
    // One open invitation for each address and place; another one is the same mail again.
    await db.query(`
      CREATE UNIQUE INDEX uq_invitations_open_academy ON invitations (email, role)
        WHERE accepted_at IS NULL AND cohort_id IS NULL`);
    await db.query(`
      CREATE UNIQUE INDEX uq_invitations_open_cohort ON invitations (email, role, cohort_id)
        WHERE accepted_at IS NULL AND cohort_id IS NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE invitations');
  }
}
