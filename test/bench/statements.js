// How many SQL statements a page costs, counted in an application of its own.
import { join } from 'node:path';
import { createApp } from '../../dist/src/app.setup.js';
import { newCode, writtenCode } from '../../dist/src/certificates/register/code.rules.js';
import { readConfig } from '../../dist/src/platform/config/config.js';

/** @returns {Promise<{ name: string, value: number, unit: string, bound: string }[]>} */
export async function run({ database, codes, folder }) {
  const config = readConfig({
    NODE_ENV: 'production',
    PUBLIC_URL: 'http://127.0.0.1:3000',
    DATABASE_URL: database,
    DATA_DIR: join(folder, 'counting'),
    SECRET: 'Zq3vT9wLkX2mRb7nHc5yJd8fGp4sAe6u',
    KEY_ENCRYPTION_KEY: '7d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e2046',
    MAIL_LINKS_IN_LOG: 'true',
    LOG_LEVEL: 'silent',
  });
  const { app, db, close } = await createApp(config);
  const { logger } = db;
  const logQuery = logger.logQuery.bind(logger);
  let count = 0;
  logger.logQuery = (...given) => {
    count += 1;
    logQuery(...given);
  };
  const statements = async (url) => {
    // What the application does by itself, such as its start, has ended by now.
    await new Promise((resolve) => setTimeout(resolve, 200));
    count = 0;
    await app.inject({ url, headers: { accept: 'text/html' } });
    return count;
  };
  try {
    const page = `/verify/${writtenCode(codes.at(-1))}`;
    return [
      {
        name: 'SQL statements, page from the database',
        value: await statements(page),
        unit: '',
        bound: '≤ 1',
      },
      { name: 'SQL statements, page from memory', value: await statements(page), unit: '', bound: '≤ 0' },
      {
        name: 'SQL statements, code with a typing error',
        value: await statements(`${page}0`),
        unit: '',
        bound: '≤ 0',
      },
      {
        name: 'SQL statements, code never issued',
        value: await statements(`/verify/${writtenCode(newCode())}`),
        unit: '',
        bound: '≤ 1',
      },
    ];
  } finally {
    await close();
  }
}
