// `npm run bench`: on the production build, on loopback only, in about six minutes.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startServer } from '../../dist/src/platform/database/embedded/server.js';
import { migrate } from '../../dist/src/platform/database/migrations.js';
import * as certificates from './certificates.js';
import * as credentials from './credentials.js';
import * as desk from './desk.js';
import * as gradebook from './gradebook.js';
import * as handIn from './hand-in.js';
import * as live from './live.js';
import * as storage from './handbook-storage.js';
import * as release from './release.js';
import * as rows from './rows.js';
import { seedCertificates } from './seed.js';
import * as signedPdfs from './signed-pdfs.js';
import * as statements from './statements.js';
import * as statusLists from './status-lists.js';
import * as verification from './verification.js';

const CERTIFICATES = 40_000;
const readme = new URL('./README.md', import.meta.url);
const quick = process.argv.includes('--quick');
/** Each answers one question only, with a number: `--rows 10000000`. */
const questions = {
  /** Whether so many certificates make one slower. */
  '--rows': { least: 1000, run: (count) => rows.run({ folder, rows: count, seconds: quick ? 20 : 120 }) },
  /** Whether printing so many makes the process grow. */
  '--certificates': { least: 10, run: (count) => certificates.runMany({ count }) },
  /** How long a release of so many takes, until all are issued and printed. */
  '--release': { least: 1, run: oneRelease },
};
const asked = Object.keys(questions).find((option) => process.argv.includes(option));
const count = asked && Number(process.argv[process.argv.indexOf(asked) + 1]);
if (asked && !(Number.isInteger(count) && count >= questions[asked].least))
  throw new Error(`${asked} takes a number from ${questions[asked].least} on.`);

const folder = await mkdtemp(join(tmpdir(), 'capstone-bench-'));
const began = performance.now();
try {
  if (asked) console.log(tableOf(await questions[asked].run(count)));
  else await everything();
  console.log(`Took ${Math.round((performance.now() - began) / 1000)} s.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function oneRelease(students) {
  const server = await startServer(join(folder, 'postgres'));
  try {
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    await client.query('CREATE DATABASE release');
    await client.end();
    await migrate(server.url('release'));
    return await release.run({ database: server.url('release'), folder, students });
  } finally {
    await server.end();
  }
}

async function everything() {
  const server = await startServer(join(folder, 'postgres'));
  try {
    const publicUrl = `http://127.0.0.1:${await verification.freePort()}`;
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    for (const name of ['bench', 'desk', 'gradebook', 'lists']) {
      await client.query(`CREATE DATABASE ${name}`);
      await migrate(server.url(name));
    }
    await client.end();
    const database = server.url('bench');
    const seeder = new pg.Client({ connectionString: database });
    await seeder.connect();
    const codes = await seedCertificates(seeder, CERTIFICATES, publicUrl);
    const version = await seeder.query('SHOW server_version');
    await seeder.end();

    const results = [
      ...(await statements.run({ database, codes, folder })),
      ...(await verification.run({ database, codes, publicUrl, folder, seconds: quick ? 40 : 110 })),
      ...(await storage.run({ database })),
      ...(await certificates.run({ seconds: quick ? 8 : 30 })),
      ...(await signedPdfs.run()),
      ...(await credentials.run(quick ? { times: 30 } : {})),
      ...(await statusLists.run({ database: server.url('lists'), folder, times: quick ? 3 : 10 })),
      ...(await live.run({ database, seconds: quick ? 15 : 50 })),
      ...(await handIn.run({ database, folder, times: quick ? 8 : 20 })),
      ...(await desk.run({
        database: server.url('desk'),
        folder,
        ...(quick ? { students: 30, steps: 20 } : {}),
      })),
      ...(await gradebook.run({ database: server.url('gradebook'), folder, times: quick ? 2 : 5 })),
    ];
    const table = tableOf(results);
    console.log(table);
    failOnRegressions(results);
    const report = `${machine(version.rows[0].server_version)}\n\n${table}`;
    if (!quick) await writeBetweenMarkers(report);
  } finally {
    await server.end();
  }
}

/** Whatever is not met makes the bench itself fail, when all is measured. */
function failOnRegressions(results) {
  const unmet = results.filter(
    ({ value, ratio, bound }) => bound !== undefined && !holds(ratio ?? value, bound),
  );
  for (const { name, bound } of unmet) console.error(`Not met: ${name}, ${bound}`);
  if (unmet.length > 0) process.exitCode = 1;
}

function tableOf(results) {
  const lines = results.map(({ name, value, unit, ratio, bound }) => {
    const shown =
      value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1).replace(/\.0$/, '');
    const measured = ratio ?? value;
    const met = bound === undefined ? '' : holds(measured, bound) ? 'yes' : 'no';
    return [name, `${shown} ${unit}`, ratio === undefined ? '' : ratio.toFixed(2), bound ?? '', met];
  });
  const all = [['what', 'measured', 'ratio', 'wanted', 'met'], ...lines];
  const widths = all[0].map((_, column) => Math.max(...all.map((line) => line[column].length)));
  const row = (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [row(all[0]), rule, ...all.slice(1).map(row)].join('\n');
}

function holds(value, bound) {
  const [sign, wanted] = bound.split(' ');
  return sign === '≥' ? value >= Number(wanted) : value <= Number(wanted);
}

function machine(postgres) {
  const day = new Date().toISOString().slice(0, 10);
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  return `Measured on ${day} at ${revision()}: ${model}, ${availableParallelism()} processors, ${memory} GiB, Node ${process.version}, PostgreSQL ${postgres}; load generator, server and database on this one machine.`;
}

function revision() {
  try {
    return `revision ${execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()}`;
  } catch {
    return 'no revision';
  }
}

async function writeBetweenMarkers(report) {
  const text = await readFile(readme, 'utf8');
  const [start, end] = ['<!-- results -->', '<!-- /results -->'];
  const [before, rest] = text.split(start);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error('The README has lost its markers.');
  await writeFile(readme, `${before}${start}\n\n${report}\n\n${end}${after}`);
}
