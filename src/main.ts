import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, readConfig } from './platform/config/config.js';
import { migrate } from './platform/database/migrations.js';
import { openDatabase } from './platform/database/open-database.js';
import { StartError } from './platform/start-error.js';

/** What is open and must be closed, the last first. */
const open: { close: () => Promise<void>; abandon?: () => void }[] = [];
const closing: { done: Promise<void> | null } = { done: null };
/** When the first signal came: from then on nothing more is begun. */
const signal: { at: number | null } = { at: null };

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
// However the process ends, the embedded server is told to end, too.
process.on('exit', () => {
  for (const { abandon } of open) abandon?.();
});

const started = start();
try {
  await started;
} catch (error) {
  // A signal stops a start half-way, and what goes wrong then is its doing.
  if (signal.at === null) await fail(error);
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const database = await openDatabase(config, (sentence) => void fail(new StartError(sentence)));
  open.push(database);
  goOn();
  // Known before the schema and the demo are made, which may take a while; the real attempt comes last.
  await listeningOn(config, async ({ port, host }) => {
    const probe = createServer();
    probe.listen(port, host);
    await once(probe, 'listening');
    probe.close();
    await once(probe, 'close');
  });
  goOn();
  // Loaded only now: what is wrong with the configuration or the database is told at once.
  const [{ createApp }, { prepareDemo, prepareKeys, startNotices }] = await Promise.all([
    import('./app.setup.js'),
    import('./app.first-start.js'),
    migrate(database.url),
  ]);
  goOn();
  if (config.demo) await prepareDemo(config.withDatabase(database.url), config.databaseUrl === null);
  goOn();
  const capstone = await createApp(config.withDatabase(database.url));
  open.push(capstone);
  goOn();
  await prepareKeys(capstone);
  goOn();
  const notices = await startNotices(capstone, config);
  goOn();
  await listeningOn(config, ({ port, host }) => capstone.app.listen(port, host));
  for (const notice of notices) console.log(notice);
  console.log(
    config.demo
      ? `Capstone is ready at ${config.publicUrl} (Ctrl-C ends it).`
      : `Capstone is ready at ${config.publicUrl}, listening on ${config.host} port ${config.port}.`,
  );
}

function goOn(): void {
  if (signal.at !== null) throw new Error('A signal came.');
}

/** @throws StartError with a sentence when the attempt shows that this address cannot be had */
async function listeningOn(config: Config, attempt: (config: Config) => Promise<unknown>): Promise<void> {
  const { host, port } = config;
  try {
    await attempt(config);
  } catch (error) {
    const sentence = {
      EADDRINUSE: `Port ${port} is taken by another program: stop it, or set PORT to another one.`,
      EACCES: `Port ${port} needs rights that you do not have: set PORT to one above 1023.`,
      EADDRNOTAVAIL: `HOST must be an address of this machine, and ${host} is none.`,
      ENOTFOUND: `HOST must be an address of this machine, and no host is known by the name ${host}.`,
      EAI_AGAIN: `HOST must be an address of this machine, and no host is known by the name ${host}.`,
    }[(error as { code?: string }).code ?? ''];
    throw sentence === undefined ? error : new StartError(sentence, { cause: error });
  }
}

function onSignal(): void {
  const now = performance.now();
  if (signal.at === null) {
    signal.at = now;
    void started
      .catch(() => undefined)
      .then(closeAll)
      .then(() => process.exit(0));
  } else if (now - signal.at > 1_000) {
    // Somebody is in a hurry. Within a second it is the same Ctrl-C, which the terminal and npm both pass on.
    process.exit(1);
  }
}

/** Says why in one sentence, or with a stack trace when nobody foresaw it, and ends everything. */
async function fail(error: unknown): Promise<never> {
  console.error(error instanceof StartError ? error.message : error);
  await closeAll();
  process.exit(1);
}

/** Closes everything once, whoever asks first. */
function closeAll(): Promise<void> {
  return (closing.done ??= closeInTurn());
}

async function closeInTurn(): Promise<void> {
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const patience = sleep(30_000, undefined, { ref: false });
    await Promise.race([last.close(), patience]).catch((error: unknown) => {
      console.error(error);
    });
    open.pop();
  }
}
