import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

// The demo's mailbox, as a thread: maildev loads much, parses mails and sanitises them, and none of that may hold up
// the pages. This file runs as it stands in development (Node drops the types), so it imports nothing of ours.

/** The part of maildev 2 that takes mails in. It brings no types. */
interface MailServer {
  create(port: number, host: string, folder: string): void;
  listen(): Promise<void>;
}

/** The part that shows them. */
interface WebServer {
  server: NodeJS.EventEmitter;
  start(
    port: number,
    host: string,
    mails: MailServer,
    user: undefined,
    password: undefined,
    basePath: undefined,
    secure: { https: false },
  ): void;
}

const host = '127.0.0.1';
const { folder, wantedWebPort } = workerData as { folder: string; wantedWebPort: number };

const require = createRequire(import.meta.url);
const logger = require('maildev/lib/logger.js') as { setLevel(level: number): void };
const mails = require('maildev/lib/mailserver.js') as MailServer;
const web = require('maildev/lib/web.js') as WebServer;

logger.setLevel(0);
const smtpPort = await freePort(0);
const webPort = await freePort(wantedWebPort).catch(() => freePort(0));
mails.create(smtpPort, host, folder);
await mails.listen();
web.start(webPort, host, mails, undefined, undefined, undefined, { https: false });
web.server.once('listening', () => {
  parentPort?.postMessage({ smtpUrl: `smtp://${host}:${smtpPort}`, webUrl: `http://${host}:${webPort}` });
});

/** Rejects when the wanted port is taken. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(wanted, host, () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('There is no free port.'));
        else resolve(address.port);
      });
    });
  });
}
