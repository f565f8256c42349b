/**
 * The whole application as a process of its own, to be killed: `node never-lost-server.js <config as JSON> [build]`, on
 * a migrated database with a scene in it, at the tests' time. Prints one line when it is up. `build` makes it the next
 * version of itself.
 */
import { createApp } from '../../dist/src/app.setup.js';
import { LiveHandbooks } from '../../dist/src/assignments/live/live-handbooks.js';
import { StoryClock } from '../../dist/src/platform/clock/story-clock.js';
import { Config } from '../../dist/src/platform/config/config.js';

const [, , values, build] = process.argv;
const config = new Config(JSON.parse(values));
const { app } = await createApp(config, { clock: new StoryClock('2026-11-23T09:00:00Z') });
if (build !== undefined) app.get(LiveHandbooks, { strict: false }).build = build;
await app.listen(config.port, '127.0.0.1');
console.log('up');
