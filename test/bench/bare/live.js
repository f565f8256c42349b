// Hocuspocus as its own documentation sets it up: the whole document written after a pause in the typing, no rights, no
// limits. So that its “stored” can be timed at all, it tells after each write what was in it.
import { createServer } from 'node:http';
import { Hocuspocus } from '@hocuspocus/server';
import pg from 'pg';
import { WebSocketServer } from 'ws';
import * as Y from 'yjs';

process.once('disconnect', () => process.exit());
process.once('message', ({ database, port }) => {
  const pool = new pg.Pool({ connectionString: database, max: 10 });
  const hocuspocus = new Hocuspocus({
    quiet: true,
    async onLoadDocument({ documentName, document }) {
      const { rows } = await pool.query('SELECT body FROM bare_documents WHERE name = $1', [documentName]);
      if (rows.length > 0) Y.applyUpdate(document, rows[0].body);
    },
    async onStoreDocument({ documentName, document }) {
      const snapshot = Y.encodeSnapshot(Y.snapshot(document));
      await pool.query(
        `INSERT INTO bare_documents (name, body) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET body = excluded.body`,
        [documentName, Buffer.from(Y.encodeStateAsUpdate(document))],
      );
      const message = { type: 'stored', snapshot: Buffer.from(snapshot).toString('base64') };
      document.broadcastStateless(JSON.stringify(message));
    },
  });
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false });
  const http = createServer((_request, response) => response.writeHead(404).end());
  http.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const client = hocuspocus.handleConnection(webSocket, new globalThis.Request('http://localhost/'), {});
      webSocket.on('message', (data) => client.handleMessage(data));
      webSocket.on('close', (code) => client.handleClose({ code, reason: '' }));
    });
  });
  http.listen(port, '127.0.0.1', () => process.send('up'));
});
