import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { placeOf } from '../../courses/times/times.rules.js';
import { projectRoot } from '../../platform/config/project-root.js';
import { sha256 } from '../../platform/digests/digests.js';
import { DomainError, notFound, tooMany } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Limits } from '../../platform/limits/limits.js';
import { PrintingThreads } from '../../platform/printing/printing-threads.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { courseTitles } from '../examples/example.views.js';
import { type ReadableExample } from '../examples/examples.service.js';
import { HandbookImages } from '../handbooks/images/handbook-images.service.js';
import { type FrozenBook, printableSections } from '../submissions/readable-sections.js';
import { Submissions, type VisibleSubmission } from '../submissions/submissions.service.js';
import { picturesIn, printedTime } from './printed-pages.rules.js';
import { type PrintedHandbook } from './printed-handbook.js';

/** Threads run compiled JavaScript only, also while the tests run the rest from its sources. */
const entry = pathToFileURL(join(projectRoot, 'dist/src/assignments/printing/worker.js'));

/** Who comes when so many wait is told to come back: each takes a second or two. */
const LONGEST_QUEUE = 24;
const KEPT = { files: 12, bytes: 48 * 1024 * 1024 };
/** Of all pictures of one handbook together, as they are printed. */
const MAX_PICTURE_BYTES = 120 * 1024 * 1024;
/** The longer side: the width of the text at 240 pixels an inch. */
const PRINTED_SIDE = 1500;
/** Examples come with the program; their date is part of them, so that their bytes stay the same. */
const examplesMadeAt = '2026-11-01T00:00:00.000Z';

type WithoutPictures = Omit<PrintedHandbook, 'pictures'>;

/**
 * Handbooks as PDF files, drawn in threads of their own when somebody wants one. What was drawn lately is kept in
 * memory under the digest of all that it says, and nothing of it on disk; the text is read from the database each
 * time, so that an erased one is not given out.
 */
@Injectable()
export class HandbookPrinting implements OnModuleInit, OnApplicationShutdown {
  private readonly threads = new PrintingThreads<PrintedHandbook, Uint8Array<ArrayBuffer>>({
    entry,
    what: 'A handbook',
    threads: 1,
    timeoutMs: 120_000,
  });
  private readonly kept = new Map<string, Uint8Array>();
  private readonly underWay = new Map<string, Promise<Uint8Array>>();

  constructor(
    private readonly submissions: Submissions,
    private readonly images: HandbookImages,
    private readonly limits: Limits,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, () => {
      this.kept.clear();
      return Promise.resolve();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.threads.close();
  }

  /** @throws DomainError notFound once the text has been erased, tooMany */
  async submission(viewer: Viewer, submission: VisibleSubmission): Promise<Uint8Array> {
    const frozen = await this.submissions.frozenBook(submission.id);
    if (frozen === null) throw notFound('This text has been erased.');
    return this.printed(viewer, submissionPages(submission, frozen), (id) =>
      this.images.openOfSubmission(submission.id, id).then(async ({ stream }) => buffer(await stream())),
    );
  }

  /** @throws DomainError tooMany */
  async example(viewer: Viewer, example: ReadableExample): Promise<Uint8Array> {
    return this.printed(viewer, examplePages(example), () => Promise.reject(notFound()));
  }

  private async printed(
    viewer: Viewer,
    pages: WithoutPictures,
    open: (imageId: string) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const name = sha256(JSON.stringify(pages));
    const known = this.kept.get(name);
    if (known) {
      this.keep(name, known);
      return known;
    }
    await this.limits.consume('printsByReader', viewer.id);
    let printing = this.underWay.get(name);
    if (!printing) {
      if (this.threads.queued >= LONGEST_QUEUE) {
        throw tooMany('Many handbooks are being printed at this moment. Try again in half a minute.', 30);
      }
      printing = this.print(pages, open).finally(() => this.underWay.delete(name));
      this.underWay.set(name, printing);
    }
    const bytes = await printing;
    this.keep(name, bytes);
    return bytes;
  }

  private async print(
    pages: WithoutPictures,
    open: (imageId: string) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const pictures = new Map<string, Uint8Array>();
    let bytes = 0;
    for (const id of picturesIn(pages.sections.flatMap(({ blocks }) => blocks))) {
      const picture = await printable(id, open);
      bytes += picture?.length ?? 0;
      if (picture && bytes <= MAX_PICTURE_BYTES) pictures.set(id, picture);
    }
    return this.threads.print({ ...pages, pictures });
  }

  private keep(name: string, bytes: Uint8Array): void {
    this.kept.delete(name);
    this.kept.set(name, bytes);
    let sum = 0;
    for (const { length } of this.kept.values()) sum += length;
    for (const [oldest, { length }] of this.kept) {
      if (this.kept.size <= KEPT.files && sum <= KEPT.bytes) break;
      this.kept.delete(oldest);
      sum -= length;
    }
  }
}

/** A picture as PDFKit takes it, no finer than paper shows; null once its file is gone. */
async function printable(
  id: string,
  open: (imageId: string) => Promise<Uint8Array>,
): Promise<Uint8Array | null> {
  let file: Uint8Array;
  try {
    file = await open(id);
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'notFound') return null;
    throw error;
  }
  const source = sharp(file);
  const { format } = await source.metadata();
  const flat = source
    .resize({ width: PRINTED_SIDE, height: PRINTED_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  // Lettering stays sharp; PDFKit copies such a PNG as it is, and would unpack one with a palette or transparency
  return format === 'png' ? flat.png({ palette: false }).toBuffer() : flat.jpeg({ quality: 82 }).toBuffer();
}

function submissionPages(submission: VisibleSubmission, frozen: FrozenBook): WithoutPictures {
  const { number, cohort, submittedAt, dueAt } = submission;
  const author = submission.authorName ?? 'An erased person';
  const time = (instant: Date) => printedTime(instant, cohort.timeZone, placeOf(cohort.timeZone));
  const isLate = submittedAt > dueAt;
  return {
    title: submission.templateTitle,
    kicker: `${submission.courseTitle} · ${cohort.name}`,
    remark: isLate ? 'Handed in late' : null,
    ...{ about: null, author, language: 'en', createdAt: submittedAt.toISOString() },
    facts: [
      { label: 'Written by', value: author },
      { label: 'Attempt', value: String(number) },
      { label: 'Handed in', value: time(submittedAt) },
      { label: isLate ? 'Was due' : 'Due', value: time(dueAt) },
      { label: 'Stated', value: submission.statement },
      { label: 'Fingerprint of the text (SHA-256)', value: submission.contentDigest, isCode: true },
    ],
    sections: printableSections(frozen),
  };
}

function examplePages({ handbook, templateTitle, frozen }: ReadableExample): WithoutPictures {
  return {
    title: handbook.title,
    kicker: `${courseTitles[handbook.course]} · ${templateTitle}`,
    remark: 'Fictional example',
    ...{ about: handbook.about, author: 'Capstone', language: 'en', createdAt: examplesMadeAt },
    facts: [
      { label: 'Company', value: `${handbook.company} (fictional)` },
      { label: 'Course', value: courseTitles[handbook.course] },
    ],
    sections: printableSections(frozen),
  };
}
