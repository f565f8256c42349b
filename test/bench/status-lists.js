// Status lists of 131,072 places, every second one taken, with none, a hundredth and a tenth set: how large they are, and
// what it takes to answer them.
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { createApp } from '../../dist/src/app.setup.js';
import { bitsOf, encodedBits } from '../../dist/src/certificates/status-lists/bitstring.js';
import { LIST_LENGTH } from '../../dist/src/certificates/status-lists/status-list.rules.js';
import { readConfig } from '../../dist/src/platform/config/config.js';

const CERTIFICATES = LIST_LENGTH / 2;
const url = '/status-lists/1/revocation';

/**
 * @param {{ database: string, folder: string, times?: number }} options a database with the schema and nothing in it
 * @returns {Promise<{ name: string, value: number, unit: string, bound?: string }[]>}
 */
export async function run({ database, folder, times = 10 }) {
  const config = readConfig({
    NODE_ENV: 'production',
    PUBLIC_URL: 'http://127.0.0.1:3000',
    DATABASE_URL: database,
    DATA_DIR: join(folder, 'status-lists'),
    SECRET: 'Zq3vT9wLkX2mRb7nHc5yJd8fGp4sAe6u',
    KEY_ENCRYPTION_KEY: '7d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e2046',
    MAIL_LINKS_IN_LOG: 'true',
    LOG_LEVEL: 'silent',
  });
  const { app, db, close } = await createApp(config);
  try {
    await app.init();
    await fill(db);
    const rows = [];
    for (const percent of [0, 1, 10]) rows.push(...(await measure({ app, db, percent, times })));
    return [...rows, await fromMemory(app)];
  } finally {
    await close();
  }
}

async function measure({ app, db, percent, times }) {
  const set = await setBits(db, percent / 100);
  const encoding = [];
  for (let time = 0; time < times; time++) {
    const began = performance.now();
    encodedBits(bitsOf(set, LIST_LENGTH));
    encoding.push(performance.now() - began);
  }
  await signedAnew(app, db);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const signing = [];
  for (let time = 0; time < times; time++) signing.push(await signedAnew(app, db));
  delay.disable();
  const { rawPayload } = await app.inject({ url });
  return [
    { name: `status list with ${percent} % set, signed`, value: rawPayload.length, unit: 'bytes' },
    { name: '– as it goes over the wire', value: gzipSync(rawPayload).length, unit: 'bytes' },
    { name: '– its bits put together and compressed', value: middle(encoding), unit: 'ms' },
    { name: '– read, put together, signed and stored', value: middle(signing), unit: 'ms', bound: '≤ 1000' },
    { name: '– longest wait of the event loop meanwhile', value: delay.max / 1e6, unit: 'ms', bound: '≤ 50' },
  ];
}

/** Milliseconds until the list is answered, of which nothing was stored or remembered. */
async function signedAnew(app, db) {
  await db.query('DELETE FROM status_list_credentials');
  await db.query(`NOTIFY status_list_changed, '1'`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const began = performance.now();
  const { statusCode } = await app.inject({ url });
  if (statusCode !== 200) throw new Error(`The list answered ${statusCode}.`);
  return performance.now() - began;
}

async function fromMemory(app) {
  const began = performance.now();
  let done = 0;
  for (; performance.now() - began < 1000; done++) await app.inject({ url });
  return { name: 'status list with 10 % set, from memory', value: done, unit: '1/s' };
}

/** Certificates with nothing that a certificate hangs on, and a place for each. */
async function fill(db) {
  await db.transaction(async (tx) => {
    await tx.query('SET LOCAL session_replication_role = replica');
    await tx.query(
      `INSERT INTO certificates (code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at)
       SELECT lpad(upper(to_hex(n)), 25, '0'), gen_random_uuid(), 'course', gen_random_uuid(), gen_random_uuid(), 'digest', now()
         FROM generate_series(1, ${CERTIFICATES}) AS n`,
    );
    await tx.query(
      `INSERT INTO certificate_listings (certificate_id, course_id, cohort_id, state, issued_at, issued_on)
       SELECT id, gen_random_uuid(), gen_random_uuid(), 'standing', issued_at, issued_at FROM certificates`,
    );
    await tx.query(`INSERT INTO status_lists VALUES (1, ${LIST_LENGTH}, ${CERTIFICATES}, now())`);
    await tx.query(
      `INSERT INTO status_places
       SELECT c.id, 1, p.place
         FROM (SELECT id, row_number() OVER () AS n FROM certificates) AS c
         JOIN (SELECT place, row_number() OVER (ORDER BY random()) AS n
                 FROM generate_series(0, ${LIST_LENGTH - 1}) AS place) AS p USING (n)`,
    );
  });
  await db.query('ANALYZE');
}

/** @returns {Promise<number[]>} whose bit is to be set */
async function setBits(db, share) {
  await db.transaction(async (tx) => {
    await tx.query('SET LOCAL session_replication_role = replica');
    await tx.query(`UPDATE certificate_listings SET state = 'standing' WHERE state <> 'standing'`);
    await tx.query(
      `UPDATE certificate_listings SET state = 'revoked'
        WHERE certificate_id IN (SELECT certificate_id FROM status_places ORDER BY random() LIMIT $1)`,
      [Math.round(LIST_LENGTH * share)],
    );
  });
  await db.query('ANALYZE certificate_listings');
  const rows = await db.query(
    `SELECT place FROM status_places JOIN certificate_listings USING (certificate_id) WHERE state <> 'standing'`,
  );
  return rows.map(({ place }) => place);
}

const middle = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
