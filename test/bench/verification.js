// The verification page against bare servers: read from the database each time, and from memory.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { newCode, writtenCode } from '../../dist/src/certificates/register/code.rules.js';
import { projectRoot } from '../../dist/src/platform/config/project-root.js';
import { publicShell, readAssets } from '../../dist/src/platform/web/shell.js';

/** As the load generator asks: uncompressed. */
const plain = { headers: { accept: '*/*', 'accept-encoding': 'identity' } };
const CONNECTIONS = 16;
/** A pool as large as the application's, and as many shared ones as it has for this page. */
export const POOL = { shared: false, count: 10 };
const SHARED = { shared: true, count: 2 };
const PROXIED = { 'x-forwarded-proto': 'http' };

/**
 * The application and its bare twin take turns, so that what else the machine does falls on both; a ratio is the
 * middle one of all turns.
 *
 * @param {{ database: string, codes: string[], publicUrl: string, folder: string, seconds: number }} options
 *   `publicUrl` names the port of the application; `seconds` is for all turns together, about
 * @returns {Promise<{ name: string, value: number, unit: string, ratio?: number, bound?: string }[]>}
 */
export async function run({ database, codes, publicUrl, folder, seconds }) {
  const app = await startApplication({ database, publicUrl, folder });
  const bare = [];
  try {
    const pages = codes.map((code) => `/verify/${writtenCode(code)}`);
    const sample = await fetch(publicUrl + pages[0], plain);
    const hello = Buffer.from(await sample.arrayBuffer());
    const headers = headersOf(sample);
    const shell = publicShell({ publicUrl, demo: false }, readAssets(join(projectRoot, 'dist', 'public')));
    const common = { database, views: join(projectRoot, 'views'), shell, headers };
    bare.push(
      await startBare({ ...common, connections: POOL, hello: null }),
      await startBare({ ...common, connections: SHARED, hello: null }),
      await startBare({ ...common, hello: hello.toString('base64') }),
    );
    for (const { url } of bare.slice(0, 2)) await sameAnswer(publicUrl, url, pages[1]);
    const ours = { url: publicUrl, pid: app.pid };

    const turns = 5;
    const each = seconds / (turns * 6 + 24);
    const fresh = freshPages(pages);
    const one = () => [{ path: pages[0] }];
    const kinds = {
      bare: { ...bare[0], requests: fresh },
      shared: { ...bare[1], requests: fresh },
      uncached: { ...ours, requests: fresh },
      hello: { ...bare[2], requests: one },
      cached: { ...ours, requests: one },
      unknown: { ...ours, requests: unknownPages(), status: 404 },
    };
    // Before anything is counted, long enough for what V8 makes of a server in its first ten thousand requests.
    for (const kind of ['bare', 'shared', 'uncached', 'hello', 'cached', 'unknown']) {
      await measure(kinds[kind], each * 4);
    }
    const rounds = [];
    for (let turn = 0; turn < turns; turn++) {
      const round = {};
      for (const [name, kind] of Object.entries(kinds)) round[name] = await measure(kind, each);
      rounds.push(round);
    }
    const rate = (name) => middle(rounds.map((round) => round[name].rate));
    const ratio = (name, to) => middle(rounds.map((round) => round[name].rate / round[to].rate));
    const work = (name) => middle(rounds.map((round) => round[name].microseconds));
    const workRatio = (name, to) =>
      middle(rounds.map((round) => round[to].microseconds / round[name].microseconds));
    return [
      { name: 'page from the database, bare node:http', value: rate('bare'), unit: '1/s' },
      {
        name: 'page from the database',
        value: rate('uncached'),
        unit: '1/s',
        ratio: ratio('uncached', 'bare'),
        bound: '≥ 0.8',
      },
      {
        name: '– its processor time',
        value: work('uncached'),
        unit: 'µs',
        ratio: workRatio('uncached', 'bare'),
      },
      {
        name: '– against a bare server that shares connections, too',
        value: rate('shared'),
        unit: '1/s',
        ratio: ratio('uncached', 'shared'),
      },
      { name: 'the same bytes, bare node:http', value: rate('hello'), unit: '1/s' },
      {
        name: 'page from memory',
        value: rate('cached'),
        unit: '1/s',
        ratio: ratio('cached', 'hello'),
        bound: '≥ 0.6',
      },
      {
        name: '– its processor time',
        value: work('cached'),
        unit: 'µs',
        ratio: workRatio('cached', 'hello'),
      },
      {
        name: 'code never issued, against a known one',
        value: rate('unknown'),
        unit: '1/s',
        ratio: ratio('unknown', 'uncached'),
        bound: '≥ 1',
      },
      { name: 'size of the page', value: hello.length, unit: 'bytes' },
    ];
  } finally {
    for (const { child } of bare) child.kill();
    app.kill('SIGTERM');
    await once(app, 'exit');
  }
}

/** As in production: limits, logs (into a file), headers and sessions on. */
async function startApplication({ database, publicUrl, folder }) {
  const log = openSync(join(folder, 'log'), 'a');
  const app = spawn(process.execPath, ['--enable-source-maps', join(projectRoot, 'dist/src/main.js')], {
    stdio: ['ignore', log, log],
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: new URL(publicUrl).port,
      PUBLIC_URL: publicUrl,
      DATABASE_URL: database,
      DATA_DIR: join(folder, 'data'),
      SECRET: 'Zq3vT9wLkX2mRb7nHc5yJd8fGp4sAe6u',
      KEY_ENCRYPTION_KEY: '7d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e2046',
      MAIL_LINKS_IN_LOG: 'true',
      // Each request for an unknown code comes from another address, or the limit would be what is measured.
      TRUST_PROXY: '1',
    },
  });
  closeSync(log);
  for (let tries = 0; tries < 200; tries++) {
    if (app.exitCode !== null) throw new Error(`The application ended; see ${join(folder, 'log')}.`);
    const up = await fetch(`${publicUrl}/verify`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return app;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  app.kill();
  throw new Error('The application did not come up.');
}

export async function startBare(settings) {
  const child = fork(new URL('./bare/verification.js', import.meta.url));
  child.send(settings);
  const [{ port }] = await once(child, 'message');
  return { child, pid: child.pid, url: `http://127.0.0.1:${port}` };
}

/** What the application sends, without what belongs to one answer only. */
function headersOf(answer) {
  const own = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];
  return Object.fromEntries([...answer.headers].filter(([name]) => !own.includes(name)));
}

/** Both must have done the same work. */
async function sameAnswer(publicUrl, bareUrl, path) {
  const [ours, theirs] = await Promise.all([publicUrl, bareUrl].map((url) => fetch(url + path, plain)));
  const text = async (answer) => (await answer.text()).replace(/Checked on.*/, '');
  if ((await text(ours)) !== (await text(theirs)))
    throw new Error('The bare server does not send the same page.');
}

/**
 * Every connection goes through pages of its own, more of them than are remembered, so none comes from memory. And
 * if a connection begins again, more time has passed than an answer may be kept.
 */
function freshPages(pages) {
  const share = Math.floor(pages.length / CONNECTIONS);
  return (connection) => pages.slice(connection * share, (connection + 1) * share).map((path) => ({ path }));
}

function unknownPages() {
  return (connection) =>
    Array.from({ length: 600 }, (_, n) => ({
      path: `/verify/${writtenCode(newCode())}`,
      headers: { 'x-forwarded-for': `10.${connection}.${n >> 8}.${n & 255}`, ...PROXIED },
    }));
}

/** Requests a second, and the server's own processor time for one; every answer must have the status. */
export async function measure({ url, pid, requests, status = 200 }, seconds) {
  let connection = 0;
  const before = processorTime(pid);
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    setupClient: (client) => client.setRequests(requests(connection++)),
  });
  const used = processorTime(pid) - before;
  const right = result.statusCodeStats?.[status]?.count ?? 0;
  if (result.errors + result.timeouts > 0) throw new Error(`${result.errors} requests to ${url} failed.`);
  if (right < result.requests.total * 0.999) {
    throw new Error(`Not every answer of ${url} was ${status}: ${JSON.stringify(result.statusCodeStats)}`);
  }
  return {
    rate: result.requests.total / result.duration,
    microseconds: (used * 1e6) / result.requests.total,
  };
}

/** Seconds, of a process with all its threads; NaN where there is no /proc. It hardly depends on what else runs. */
export function processorTime(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN;
  }
}

export function middle(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** A port that is free now. */
export async function freePort() {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
