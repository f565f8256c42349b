// The least that saving a mark can be: one prepared write over HTTP, with the version that was seen. Nobody is asked who
// they are or whether they may, and no earlier mark is kept.
import { createServer } from 'node:http';
import pg from 'pg';

process.once('disconnect', () => process.exit());
process.once('message', ({ database, port }) => {
  const pool = new pg.Pool({ connectionString: database, max: 10 });
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { levelId, remark, version } = JSON.parse(Buffer.concat(chunks));
    const { rows } = await pool.query({
      name: 'mark',
      text: `UPDATE bare_marks SET level_id = $2, remark = $3, version = version + 1, updated_at = now()
              WHERE id = $1 AND version = $4 RETURNING level_id AS "levelId", remark, version, updated_at AS "updatedAt"`,
      values: [Number(request.url.slice(1)), levelId, remark, version],
    });
    response.writeHead(rows.length === 1 ? 200 : 409, { 'content-type': 'application/json' });
    response.end(JSON.stringify(rows[0] ?? {}));
  });
  server.listen(port, '127.0.0.1', () => process.send('up'));
});
