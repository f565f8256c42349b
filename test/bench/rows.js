// Whether many certificates make one slower: the page read from the database, with a thousand of them and with millions.
import { execFileSync } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { startServer } from '../../dist/src/platform/database/embedded/server.js';
import { migrate } from '../../dist/src/platform/database/migrations.js';
import { projectRoot } from '../../dist/src/platform/config/project-root.js';
import { certificateByCode } from '../../dist/src/certificates/register/certificate.statements.js';
import { publicShell, readAssets } from '../../dist/src/platform/web/shell.js';
import { fillCertificates } from './seed.js';
import { measure, middle, POOL, startBare } from './verification.js';

const FEW = 1000;
/** Table, indexes and the write-ahead log. */
const BYTES_A_ROW = 4000;
const CONNECTIONS = 16;
const SAMPLED = 20_000;
const COLD = 300;
const LOOKED_AT = 101;

/**
 * Millions of rows at random places of nine indexes: they are written when they are all there, and a fall of the machine
 * meanwhile is no loss.
 */
const whileFilling = {
  shared_buffers: `${Math.floor(totalmem() / 3 / 2 ** 20)}MB`,
  max_wal_size: '16GB',
  checkpoint_timeout: '1h',
  autovacuum: 'off',
  fsync: 'off',
  full_page_writes: 'off',
};

/**
 * The page of a bare server, which remembers nothing, so that every request goes to the database. Codes are drawn at
 * random from all rows. *Cold* is what the first requests after a restart of the database take, one after the other,
 * with the machine's own cache of files emptied where that is allowed.
 *
 * @param {{ folder: string, rows: number, seconds: number }} options the folder is the caller's to remove
 * @returns {Promise<{ name: string, value: number, unit: string, ratio?: number, bound?: string }[]>}
 * @throws Error when the disk has too little room
 */
export async function run({ folder, rows, seconds }) {
  await refuseFullDisk(folder, rows);
  const at = join(folder, 'rows');
  const publicUrl = 'http://127.0.0.1:3000';
  let server = await startServer(at, whileFilling);
  const found = {};
  try {
    for (const [name, count] of [
      ['few', FEW],
      ['many', rows],
    ]) {
      await onServer(server, 'postgres', (client) => client.query(`CREATE DATABASE ${name}`));
      await migrate(server.url(name));
      const began = performance.now();
      const codes = await onServer(server, name, async (client) => {
        await fillCertificates(client, count, publicUrl, (filled) => {
          process.stderr.write(`${filled.toLocaleString('en')} rows, ${since(began)} s\n`);
        });
        const share = Math.min(100, (SAMPLED * 200) / count);
        const sampled = await client.query(
          `SELECT code FROM certificates TABLESAMPLE BERNOULLI ($1) ORDER BY random() LIMIT $2`,
          [share, SAMPLED],
        );
        return sampled.rows.map(({ code }) => `/verify/${code.match(/.{5}/g).join('-')}`);
      });
      found[name] = { codes, blocks: await onServer(server, name, (client) => blocksOf(client, codes)) };
    }
    // From here on as an academy has it.
    for (const name of ['few', 'many']) {
      await server.end();
      found[name].emptied = emptyFileCache();
      server = await startServer(at);
      found[name].cold = await bare(server, name, publicUrl, ({ url }) => coldly(url, found[name].codes));
    }
    const rounds = [];
    for (let turn = 0; turn < 5; turn++) {
      const round = {};
      for (const name of ['few', 'many']) {
        const { codes } = found[name];
        const share = Math.floor(codes.length / CONNECTIONS);
        const requests = (connection) =>
          codes.slice(connection * share, (connection + 1) * share).map((path) => ({ path }));
        round[name] = await bare(server, name, publicUrl, async (one) => {
          // Warm: each of them once before it counts.
          await measure({ ...one, requests }, seconds / 20);
          return (await measure({ ...one, requests }, seconds / 10)).rate;
        });
      }
      rounds.push(round);
    }
    const size = await onServer(server, 'many', async (client) => {
      const sizes = await client.query('SELECT pg_database_size(current_database()) AS bytes');
      return Number(sizes.rows[0].bytes);
    });
    const words = rows.toLocaleString('en');
    return [
      {
        name: `page from the database, ${FEW.toLocaleString('en')} certificates`,
        value: middle(rounds.map(({ few }) => few)),
        unit: '1/s',
      },
      {
        name: `– of ${words}, warm: how much longer`,
        value: middle(rounds.map(({ many }) => many)),
        unit: '1/s',
        ratio: middle(rounds.map(({ few, many }) => few / many)),
        bound: '≤ 1.3',
      },
      {
        name: `blocks that the statement looks at, ${FEW.toLocaleString('en')} certificates`,
        value: found.few.blocks,
        unit: '',
      },
      {
        name: `– of ${words}`,
        value: found.many.blocks,
        unit: '',
        ratio: found.many.blocks / found.few.blocks,
      },
      {
        name: `the first pages after a restart, ${FEW.toLocaleString('en')} certificates`,
        value: found.few.cold,
        unit: 'ms',
      },
      {
        name: `– of ${words}${found.many.emptied ? '' : ', files still in memory'}`,
        value: found.many.cold,
        unit: 'ms',
        ratio: found.many.cold / found.few.cold,
        bound: '≤ 1.3',
      },
      { name: `size of a database of ${words}`, value: size / 2 ** 30, unit: 'GiB' },
    ];
  } finally {
    await server.end();
  }
}

/** Of tables and indexes, in the middle of so many codes: the machine and what else it does make no difference to that. */
async function blocksOf(client, paths) {
  const counts = [];
  for (const path of paths.slice(0, LOOKED_AT)) {
    const code = path.slice('/verify/'.length).replaceAll('-', '');
    const explained = await client.query(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${certificateByCode.text}`,
      [code],
    );
    const [{ Plan: plan }] = explained.rows[0]['QUERY PLAN'];
    counts.push(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']);
  }
  return middle(counts);
}

async function refuseFullDisk(folder, rows) {
  const { bavail, bsize } = await statfs(folder);
  const [wanted, free] = [rows * BYTES_A_ROW, bavail * bsize].map((bytes) => Math.ceil(bytes / 2 ** 30));
  if (wanted > free)
    throw new Error(`${rows} rows take up to ${wanted} GiB in ${folder}, where ${free} are free.`);
}

async function onServer(server, database, act) {
  const client = new pg.Client({ connectionString: server.url(database) });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

async function bare(server, database, publicUrl, act) {
  const shell = publicShell({ publicUrl, demo: false }, readAssets(join(projectRoot, 'dist', 'public')));
  const one = await startBare({
    database: server.url(database),
    connections: POOL,
    views: join(projectRoot, 'views'),
    shell,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    hello: null,
  });
  try {
    return await act(one);
  } finally {
    one.child.kill();
  }
}

/** The middle of what the first pages take, milliseconds. The very first ones also compile the template. */
async function coldly(url, paths) {
  const took = [];
  for (const path of paths.slice(0, COLD)) {
    const began = performance.now();
    const answer = await fetch(url + path);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}.`);
    took.push(performance.now() - began);
  }
  return middle(took.slice(10));
}

/** @returns {boolean} whether the machine let us */
function emptyFileCache() {
  try {
    execFileSync('sh', ['-c', 'sync; echo 3 > /proc/sys/vm/drop_caches'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const since = (began) => Math.round((performance.now() - began) / 1000);
