import { createHash } from 'node:crypto';
import { DefaultNamingStrategy, type NamingStrategyInterface, type Table } from 'typeorm';

/** PostgreSQL cuts longer names off without a word. */
const MAX_LENGTH = 63;

/** Readable names that depend on nothing but what they name: `created_at`, `fk_enrolments_cohort_id`, `uq_users_email`. */
export class ReadableNames extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(property: string, custom: string | undefined, prefixes: string[]): string {
    return snake([...prefixes, custom ?? property].join('_'));
  }

  override joinColumnName(relation: string, referenced: string): string {
    return snake(`${relation}_${referenced}`);
  }

  override primaryKeyName(table: Table | string): string {
    return short(`pk_${this.nameOf(table)}`);
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return short(['uq', this.nameOf(table), ...columns].join('_'));
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return short(['fk', this.nameOf(table), ...columns].join('_'));
  }

  override indexName(table: Table | string, columns: string[]): string {
    return short(['ix', this.nameOf(table), ...columns].join('_'));
  }

  /** One-to-one relations; their column is a primary key or unique already where that matters. */
  override relationConstraintName(table: Table | string, columns: string[]): string {
    return short(['uq', this.nameOf(table), ...columns].join('_'));
  }

  private nameOf(table: Table | string): string {
    return this.getTableName(table).split('.').at(-1) ?? '';
  }
}

/** `startsOn` → `starts_on`. */
const snake = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

function short(name: string): string {
  if (Buffer.byteLength(name) <= MAX_LENGTH) return name;
  return `${name.slice(0, MAX_LENGTH - 9)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
