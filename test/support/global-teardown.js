import { rm } from 'node:fs/promises';

export default async function teardown() {
  const { server, folder } = globalThis.capstoneTestServer;
  await server.end();
  await rm(folder, { recursive: true, force: true });
}
