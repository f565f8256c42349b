import { type Capstone, createApp } from './app.setup.js';
import { KeyRing } from './certificates/keys/key-ring.service.js';
import { demoState } from './dashboard/demo/demo-state.js';
import { DemoStory } from './dashboard/demo/demo-story.js';
import { entities } from './entities.js';
import { StoryClock } from './platform/clock/story-clock.js';
import { type Config } from './platform/config/config.js';
import { createDataSource } from './platform/database/data-source.js';
import { Mailer } from './platform/mail/mailer.js';
import { StartError } from './platform/start-error.js';
import { Setup } from './users/setup/setup.service.js';

/**
 * Gives an empty demo its people, courses and certificates, in an application of its own whose clock goes through the
 * weeks before today. Does nothing on later starts, and nothing to an academy that is not the demo's.
 *
 * @param config with its database
 * @param ours whether that is the embedded one, which takes our settings
 * @throws StartError when an earlier start was ended in the middle of it
 */
export async function prepareDemo(config: Config, ours: boolean): Promise<void> {
  const state = await stateOf(config);
  if (state === 'there') return;
  if (state === 'interrupted') {
    throw new StartError(
      `An earlier start was ended while it wrote the demo data: delete the folder ${config.dataDir}, or empty the database of DATABASE_URL, and start again.`,
    );
  }
  console.log('This is the first start: the demo data is written, which takes a moment.');
  const clock = new StoryClock();
  const capstone = await createApp((ours ? unhurried(config) : config).forThePast(), { clock });
  try {
    await capstone.app.get(DemoStory, { strict: false }).tell(clock);
  } finally {
    await capstone.close();
  }
}

/** No commit waits for the disk: should the machine fail now, the demo counts as interrupted, or is whole. */
function unhurried(config: Config): Config {
  const url = new URL(config.databaseUrl ?? '');
  url.searchParams.set('options', '-c synchronous_commit=off');
  return config.withDatabase(url.href);
}

async function stateOf(config: Config) {
  const db = await createDataSource({ url: config.databaseUrl ?? '', entities, poolSize: 1 }).initialize();
  try {
    return await demoState(db);
  } finally {
    await db.destroy();
  }
}

/**
 * Holds the keys that sign certificates against the configuration, and makes those that an academy lacks.
 *
 * @throws StartError when KEY_ENCRYPTION_KEY is not the one with which they were encrypted
 */
export const prepareKeys = ({ app }: Capstone): Promise<void> =>
  app.get(KeyRing, { strict: false }).prepare();

/**
 * What an operator needs to know at the start: in production the way in for the first administrator, in the demo
 * where its mail is read.
 */
export async function startNotices({ app }: Capstone, config: Config): Promise<string[]> {
  if (config.demo) {
    const mailbox = await app.get(Mailer, { strict: false }).openMailbox();
    return mailbox === null ? [] : [`The demo's mail is read at ${mailbox}`];
  }
  const link = await app.get(Setup, { strict: false }).newLink();
  return link === null ? [] : [`Nobody administers this academy yet. Within 24 hours, set it up at ${link}`];
}
