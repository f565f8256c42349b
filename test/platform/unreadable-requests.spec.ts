import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { refuseUnreadable } from '../../src/platform/web/unreadable-requests.js';

describe('bytes that are no request', () => {
  // Begins its answer and never ends it.
  const server = createServer((_request, answer) => answer.writeHead(200).write('The first half'));
  beforeAll(async () => {
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      refuseUnreadable({ code: error.code ?? '' }, socket as Parameters<typeof refuseUnreadable>[1]);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  /** Sends each of these once something has come back on the one before it, and gives all that came back. */
  const told = async (...sent: readonly string[]) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let received = '';
    const rest = [...sent];
    socket.setEncoding('utf8').on('error', () => undefined);
    socket.on('data', (chunk: string) => {
      received += chunk;
      const next = rest.shift();
      if (next !== undefined) socket.write(next);
    });
    socket.write(rest.shift() ?? '');
    await once(socket, 'close');
    return received;
  };

  it('get a sentence', async () => {
    expect(await told('VERIFY\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  it('never get one within an answer that is under way: its connection is cut', async () => {
    const received = await told('GET / HTTP/1.1\r\nHost: here\r\n\r\n', 'VERIFY\r\n\r\n');
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(received).toContain('The first half');
    expect(received).not.toContain('400');
  });
});
