import { createHash } from 'node:crypto';
import { DefaultNamingStrategy, type NamingStrategyInterface, type Table, type View } from 'typeorm';

type Named = Table | View | string;

/**
 * Names that a person can read in an error message: `users.time_zone`, `pk_users`, `fk_enrolments_cohort_id`,
 * `uq_users_email`, `ix_enrolments_cohort_id_user_id`. Entities name their tables themselves.
 */
export class NamingStrategy extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined, prefixes: string[]): string {
    return [...prefixes.map(snake), customName ?? snake(propertyName)].filter(Boolean).join('_');
  }

  override joinColumnName(relationName: string, referencedColumnName: string): string {
    return snake(`${relationName}_${referencedColumnName}`);
  }

  override joinTableName(first: string, second: string): string {
    return fitting(`${first}_${second}`);
  }

  override joinTableColumnName(tableName: string, propertyName: string, columnName?: string): string {
    return snake(`${tableName}_${columnName ?? propertyName}`);
  }

  override primaryKeyName(table: Named): string {
    return fitting(`pk_${nameOf(table)}`);
  }

  override uniqueConstraintName(table: Named, columns: string[]): string {
    return fitting(`uq_${nameOf(table)}_${columns.join('_')}`);
  }

  override relationConstraintName(table: Named, columns: string[], where?: string): string {
    return this.uniqueConstraintName(table, columns) + told(where);
  }

  override foreignKeyName(table: Named, columns: string[]): string {
    return fitting(`fk_${nameOf(table)}_${columns.join('_')}`);
  }

  override indexName(table: Named, columns: string[], where?: string): string {
    return fitting(`ix_${nameOf(table)}_${columns.join('_')}${told(where)}`);
  }

  override defaultConstraintName(table: Named, column: string): string {
    return fitting(`df_${nameOf(table)}_${column}`);
  }

  override checkConstraintName(table: Named, expression: string, isEnum?: boolean): string {
    return fitting(`ck_${nameOf(table)}${isEnum === true ? '_enum' : ''}${told(expression)}`);
  }

  override exclusionConstraintName(table: Named, expression: string): string {
    return fitting(`ex_${nameOf(table)}${told(expression)}`);
  }
}

function nameOf(table: Named): string {
  return (typeof table === 'string' ? table : table.name).replace(/^.*\./, '');
}

/** `publicUrl` → `public_url`, `PDFDigest` → `pdf_digest`, `sha256` → `sha256`. */
function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** Tells apart what differs only in an SQL expression. */
function told(expression: string | undefined): string {
  return expression === undefined || expression === '' ? '' : `_${digest(expression).slice(0, 6)}`;
}

/** PostgreSQL cuts names off after 63 bytes, and two long ones would then be one; the tail keeps them apart. */
function fitting(name: string): string {
  if (Buffer.byteLength(name) <= 63) return name;
  return `${Buffer.from(name)
    .subarray(0, 54)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')}_${digest(name).slice(0, 8)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
