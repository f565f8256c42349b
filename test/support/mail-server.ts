import { type AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
  attachments: readonly { filename: string | undefined; content: Buffer }[];
  /** As they came, by name in lower case. */
  headers: Readonly<Record<string, string>>;
}

export interface MailServer {
  url: string;
  received: ReceivedMail[];
  close(): Promise<void>;
}

/** A mail server on loopback that takes every message and keeps it. */
export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      simpleParser(stream).then(({ subject = '', text = '', html, headerLines, attachments }) => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const headers = Object.fromEntries(
          headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
        );
        const attached = attachments.map(({ filename, content }) => ({ filename, content }));
        received.push({
          to,
          subject,
          text,
          html: html === false ? '' : html,
          attachments: attached,
          headers,
        });
        done();
      }, done);
    },
  });
  // Whoever sends may be killed in the middle of it; what did not come whole was not received
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ECONNRESET') throw error;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${String(port)}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}
