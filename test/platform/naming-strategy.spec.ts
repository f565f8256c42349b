import { describe, expect, it } from '@jest/globals';
import { NamingStrategy } from '../../src/platform/database/naming-strategy.js';

const names = new NamingStrategy();

describe('names in the database', () => {
  it('are words with underscores', () => {
    expect(names.columnName('timeZone', undefined, [])).toBe('time_zone');
    expect(names.columnName('PDFDigest', undefined, [])).toBe('pdf_digest');
    expect(names.columnName('sha256', undefined, [])).toBe('sha256');
    expect(names.columnName('line1', undefined, ['homeAddress'])).toBe('home_address_line1');
    expect(names.columnName('timeZone', 'zone', [])).toBe('zone');
    expect(names.joinColumnName('courseVersion', 'id')).toBe('course_version_id');
  });

  it('say what a constraint is about', () => {
    expect(names.primaryKeyName('users')).toBe('pk_users');
    expect(names.foreignKeyName('public.enrolments', ['cohort_id'])).toBe('fk_enrolments_cohort_id');
    expect(names.uniqueConstraintName('users', ['email'])).toBe('uq_users_email');
    expect(names.relationConstraintName('grades', ['submission_id'])).toBe('uq_grades_submission_id');
    expect(names.indexName('enrolments', ['cohort_id', 'user_id'])).toBe('ix_enrolments_cohort_id_user_id');
  });

  it('tell conditions apart', () => {
    const active = names.indexName('enrolments', ['user_id'], 'active');
    const ended = names.indexName('enrolments', ['user_id'], 'NOT active');
    expect(active).toMatch(/^ix_enrolments_user_id_[0-9a-f]{6}$/);
    expect(ended).not.toBe(active);
  });

  it('fit into PostgreSQL’s 63 bytes and stay different', () => {
    const long = 'certificate_criterion_sections_of_a_rubric_version';
    const one = names.foreignKeyName(long, ['criterion_section_id']);
    const other = names.foreignKeyName(long, ['criterion_section_key']);
    expect(Buffer.byteLength(one)).toBe(63);
    expect(one).not.toBe(other);
    expect(one).toBe(names.foreignKeyName(long, ['criterion_section_id']));
    expect(Buffer.byteLength(names.primaryKeyName('ü'.repeat(40)))).toBeLessThanOrEqual(63);
  });
});
