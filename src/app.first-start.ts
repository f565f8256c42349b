import { type Capstone, createApp } from './app.setup.js';
import { DemoStory } from './dashboard/demo/demo-story.js';
import { StoryClock } from './platform/clock/story-clock.js';
import { type Config } from './platform/config/config.js';
import { StartError } from './platform/start-error.js';
import { Setup } from './users/setup/setup.service.js';

/**
 * Gives an empty demo its people, courses and certificates, in an application of its own whose clock goes through the
 * weeks before today. Does nothing on later starts, and nothing to an academy that is not the demo's.
 *
 * @param config with its database
 * @throws StartError when an earlier start was ended in the middle of it
 */
export async function prepareDemo(config: Config): Promise<void> {
  const clock = new StoryClock();
  const capstone = await createApp(config, { clock });
  try {
    const story = capstone.app.get(DemoStory, { strict: false });
    const state = await story.state();
    if (state === 'untold') await story.tell(clock);
    if (state === 'interrupted') {
      throw new StartError(
        `An earlier start was ended while it wrote the demo data: delete the folder ${config.dataDir} and start again.`,
      );
    }
  } finally {
    await capstone.close();
  }
}

/** In production, the way in for the first administrator: a line for the operator, or null on later starts. */
export async function firstAdministratorNotice({ app }: Capstone, config: Config): Promise<string | null> {
  if (config.demo) return null;
  const link = await app.get(Setup, { strict: false }).newLink();
  return link && `Nobody administers this academy yet. Within 24 hours, set it up at ${link}`;
}
