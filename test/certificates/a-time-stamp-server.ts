import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TimeStampServer {
  readonly url: string;
  /** PEM. */
  readonly root: string;
  /** What was asked last (TimeStampReq). */
  asked(): Buffer;
  /** What it answers to a question; the true answer is passed, too. */
  answerWith(answer: (truth: Buffer) => Answer | Promise<Answer>): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status?: number;
  readonly body: Buffer | string;
}

/**
 * A time stamp server (RFC 3161) as openssl makes one, with a root of its own. It goes by this machine's clock.
 *
 * @param hash with which the root signs itself, and alone itself
 */
export async function aTimeStampServer(hash: 'sha1' | 'sha256' = 'sha256'): Promise<TimeStampServer> {
  const folder = mkdtempSync(join(tmpdir(), 'time-'));
  const openssl = (...options: string[]) => execFileSync('openssl', options, { cwd: folder, stdio: 'pipe' });
  const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`];
  writeFileSync(join(folder, 'openssl.cnf'), settings);
  openssl(
    ...['req', '-x509', ...key('root'), '-out', 'root.pem', '-days', '3650', '-config', 'openssl.cnf'],
    ...['-subj', '/CN=Root of time', '-extensions', 'root', `-${hash}`],
  );
  openssl(
    'req',
    '-new',
    ...key('clock'),
    '-out',
    'clock.csr',
    '-subj',
    '/CN=Clock of the town',
    '-config',
    'openssl.cnf',
  );
  openssl(
    ...['x509', '-req', '-in', 'clock.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial'],
    ...['-out', 'clock.pem', '-days', '3650', '-extfile', 'openssl.cnf', '-extensions', 'clock'],
  );
  let asked = Buffer.alloc(0);
  let answer: (truth: Buffer) => Answer | Promise<Answer> = (body) => ({ body });

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked = Buffer.concat(parts);
      writeFileSync(join(folder, 'query'), asked);
      openssl('ts', '-reply', '-config', 'openssl.cnf', '-queryfile', 'query', '-out', 'reply');
      void Promise.resolve(answer(readFileSync(join(folder, 'reply')))).then(({ status = 200, body }) => {
        response.writeHead(status, { 'content-type': 'application/timestamp-reply' }).end(body);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsr`,
    root: readFileSync(join(folder, 'root.pem'), 'utf8'),
    asked: () => asked,
    answerWith: (other) => {
      answer = other;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

const settings = `
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[clock]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = clock_of_the_town
[clock_of_the_town]
serial = ./serial
crypto_device = builtin
signer_cert = ./clock.pem
certs = ./root.pem
signer_key = ./clock.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;
