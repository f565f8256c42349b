import { createApp } from '../../dist/src/app.setup.js';
import { readConfig } from '../../dist/src/platform/config/config.js';

/** The application in production mode, silent, at `publicUrl`; what it would mail goes nowhere. */
export async function startApplication({ database, publicUrl, dataDir }) {
  const { hostname, port } = new URL(publicUrl);
  const config = readConfig({
    NODE_ENV: 'production',
    PUBLIC_URL: publicUrl,
    HOST: hostname,
    PORT: port,
    DATABASE_URL: database,
    DATA_DIR: dataDir,
    SECRET: 'Zq3vT9wLkX2mRb7nHc5yJd8fGp4sAe6u',
    KEY_ENCRYPTION_KEY: '7d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e2046',
    MAIL_LINKS_IN_LOG: 'true',
    LOG_LEVEL: 'silent',
  });
  const capstone = await createApp(config);
  await capstone.app.listen(Number(port), hostname);
  return capstone;
}
