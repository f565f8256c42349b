/**
 * A live server as a process of its own, to be killed: `node live-server.js <database url> <public url>`, listening on
 * the public URL's port. Everybody with a cookie `user=<uuid>` may write every handbook. Prints one line when it is up.
 */
import { createServer } from 'node:http';
import pg from 'pg';
import { LiveHandbooks } from '../../dist/src/assignments/live/live-handbooks.js';

const [, , databaseUrl, publicUrl] = process.argv;
const pool = new pg.Pool({ connectionString: databaseUrl });

const store = {
  async load(handbookId) {
    const { rows } = await pool.query('SELECT body FROM live_updates WHERE handbook_id = $1 ORDER BY id', [
      handbookId,
    ]);
    return rows.map(({ body }) => body);
  },
  async appendAll(handbookId, updates) {
    const { rows } = await pool.query(
      `INSERT INTO live_updates (handbook_id, body, author_id, at)
       SELECT $1, body, author_id, now() FROM unnest($2::bytea[], $3::uuid[]) AS given (body, author_id) RETURNING at`,
      [handbookId, updates.map(({ update }) => Buffer.from(update)), updates.map(({ authorId }) => authorId)],
    );
    return { savedAt: rows[0].at };
  },
};
const access = {
  async authorise(request) {
    const userId = /user=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
    return userId ? { userId, name: userId, writableUntil: new Date('2100-01-01') } : 'signed-out';
  },
};

const http = createServer((request, response) => response.writeHead(404).end());
new LiveHandbooks(store, access, { now: () => new Date() }, publicUrl).attach(http);
http.listen(Number(new URL(publicUrl).port), '127.0.0.1', () => console.log('up'));
