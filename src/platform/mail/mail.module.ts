import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { projectRoot } from '../config/project-root.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { linksInLog, type MailTransport, smtp, toMailbox } from './mail-transport.js';
import { MailTemplates } from './mail-templates.js';
import { Mailbox } from './mailbox.js';
import { MAIL_TRANSPORT, MAILBOX, Mailer } from './mailer.js';

/** The usual port of maildev. */
const mailboxPort = 1080;

@Module({
  imports: [JobsModule],
  providers: [
    Mailer,
    { provide: MailTemplates, useFactory: () => new MailTemplates(join(projectRoot, 'views/mail')) },
    {
      provide: MAILBOX,
      useFactory: ({ demo, smtpUrl }: Config) => (demo && smtpUrl === null ? new Mailbox(mailboxPort) : null),
      inject: [Config],
    },
    {
      provide: MAIL_TRANSPORT,
      useFactory: ({ smtpUrl }: Config, mailbox: Mailbox | null): MailTransport => {
        if (smtpUrl !== null) return smtp(smtpUrl);
        return mailbox ? toMailbox(mailbox) : linksInLog();
      },
      inject: [Config, MAILBOX],
    },
  ],
  exports: [Mailer],
})
export class MailModule {}
