import { type Capstone } from './app.setup.js';
import { type Config } from './platform/config/config.js';
import { Setup } from './users/setup/setup.service.js';

/**
 * What an empty academy needs before it opens: the demo's people and course, or in production the way in for the
 * first administrator. Does nothing on later starts.
 *
 * @returns a line for the operator, or null
 */
export async function prepareFirstStart({ app }: Capstone, config: Config): Promise<string | null> {
  if (config.demo) return null;
  const link = await app.get(Setup, { strict: false }).newLink();
  return link && `Nobody administers this academy yet. Within 24 hours, set it up at ${link}`;
}
