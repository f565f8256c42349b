// The least that handing in can be: the document is read and put together, written out as it is, digested and stored.
// Nobody is asked who they are or whether they may, and nothing is kept but the text.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';
import * as Y from 'yjs';

process.once('disconnect', () => process.exit());
process.once('message', ({ database, port, handbookId, keys }) => {
  const pool = new pg.Pool({ connectionString: database, max: 10 });
  const server = createServer(async (request, response) => {
    request.resume();
    const { rows } = await pool.query(
      'SELECT body FROM handbook_updates WHERE handbook_id = $1 ORDER BY id',
      [handbookId],
    );
    const doc = new Y.Doc();
    doc.transact(() => {
      for (const { body } of rows) Y.applyUpdate(doc, body);
    });
    const sections = keys.map(({ key, kind }) =>
      (kind === 'prose' ? doc.getXmlFragment(key) : doc.getMap(key)).toJSON(),
    );
    const body = JSON.stringify(sections);
    const digest = createHash('sha256').update(body).digest('hex');
    await pool.query('INSERT INTO bare_submissions (body, digest) VALUES ($1, $2)', [body, digest]);
    response.writeHead(303, { location: `/${digest}` });
    response.end();
  });
  server.listen(port, '127.0.0.1', () => process.send('up'));
});
