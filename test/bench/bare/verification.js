// The verification page as a bare node:http server: same SQL by name, same template, same header bytes,
// and nothing else – no router, no session, no limiter, no log. Its parent tells it everything in one message.
import { createServer } from 'node:http';
import pg from 'pg';
import {
  certificateByCode,
  factsOf,
} from '../../../dist/src/certificates/register/certificate.statements.js';
import { verdictAt } from '../../../dist/src/certificates/register/status.rules.js';
import { certificatePage } from '../../../dist/src/certificates/verification/certificate-page.views.js';
import { createTemplates } from '../../../dist/src/platform/web/templates.js';

process.once('message', async ({ database, connections, views, shell, headers, hello }) => {
  const handler =
    hello === null
      ? await uncached({ database, connections, views, shell, headers })
      : constant(hello, headers);
  const server = createServer(handler);
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});

/** The same bytes for every request. */
function constant(hello, headers) {
  const body = Buffer.from(hello, 'base64');
  const all = { ...headers, 'content-length': body.length };
  return (_request, response) => {
    response.writeHead(200, all);
    response.end(body);
  };
}

/** Read from the database and rendered each time. */
async function uncached({ database, connections, views, shell, headers }) {
  const db = await connectionsTo(database, connections);
  const templates = createTemplates(views, { rereadMs: Infinity });
  return async (request, response) => {
    const code = request.url.slice('/verify/'.length).replaceAll('-', '');
    const { rows } = await db.query({ ...certificateByCode, values: [code] });
    const { events, validUntil, ...told } = factsOf(rows[0]);
    const readAt = new Date();
    const known = { code, verdict: verdictAt(events, validUntil, readAt), ...told, readAt };
    const page = certificatePage(known, shell.publicUrl);
    const body = Buffer.from(templates.render('verification/certificate', { ...page, shell }));
    response.writeHead(200, { ...headers, 'content-length': body.length });
    response.end(body);
  };
}

/** `shared: false` is a pool of so many, each of which one request has at a time; `true` is so many that all share. */
async function connectionsTo(connectionString, { shared, count }) {
  if (!shared) return new pg.Pool({ connectionString, max: count });
  const clients = Array.from({ length: count }, () => new pg.Client({ connectionString, pipeline: true }));
  await Promise.all(clients.map((client) => client.connect()));
  let turn = 0;
  return { query: (statement) => clients[turn++ % count].query(statement) };
}
