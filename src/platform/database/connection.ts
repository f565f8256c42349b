import { type DataSource } from 'typeorm';

/** The way to the application's database, for a library that wants a connection of its own. */
export function connectionOf(db: DataSource): { connectionString: string } {
  const { options } = db;
  if (options.type !== 'postgres' || options.url === undefined) {
    throw new Error('The data source must be PostgreSQL, reached by an address.');
  }
  return { connectionString: options.url };
}
