// Living documents as in the product, with its store and its checks, for the bench: everybody with a cookie may write.
// Its parent tells it everything in one message.
import { createServer } from 'node:http';
import { HandbookUpdates } from '../../dist/src/assignments/handbooks/handbook-store.js';
import { LiveHandbooks } from '../../dist/src/assignments/live/live-handbooks.js';
import { createDataSource } from '../../dist/src/platform/database/data-source.js';

process.once('disconnect', () => process.exit());
process.once('message', async ({ database, port }) => {
  const db = await createDataSource({ url: database, entities: [] }).initialize();
  const clock = { now: () => new Date() };
  const access = {
    async authorise(request) {
      const userId = /user=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
      const writableUntil = new Date('2100-01-01');
      return userId ? { userId, name: 'Somebody', writableUntil, sections: ['text'] } : 'signed-out';
    },
  };
  const http = createServer((_request, response) => response.writeHead(404).end());
  new LiveHandbooks(new HandbookUpdates(db, clock), access, clock, `http://127.0.0.1:${port}`).attach(http);
  http.listen(port, '127.0.0.1', () => process.send('up'));
});
