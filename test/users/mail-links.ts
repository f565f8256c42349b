import { type ReceivedMail } from '../support/mail-server.js';
import { type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';

/** Everything that an address has got so far, the latest last. */
export async function mailsTo(app: TestApp, address: string): Promise<ReceivedMail[]> {
  await jobsDone(app.db);
  return app.mails.filter(({ to }) => to.includes(address));
}

/** The path of the link that the latest mail to somebody is about. */
export async function linkFor(app: TestApp, address: string): Promise<string> {
  const mail = (await mailsTo(app, address)).at(-1);
  const link = /:\n(http\S+)\n\n--/.exec(mail?.text ?? '')?.[1];
  if (link === undefined || !link.startsWith(app.url)) throw new Error(`No link was sent to ${address}.`);
  return link.slice(app.url.length);
}
