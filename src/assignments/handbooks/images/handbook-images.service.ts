import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type Readable } from 'node:stream';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { sha256 } from '../../../platform/digests/digests.js';
import { conflict, notFound } from '../../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../../platform/events/domain-events.js';
import { Files } from '../../../platform/files/files.js';
import { type Picture, refused } from '../../../platform/files/picture.js';
import { type Viewer } from '../../../platform/web/viewer.js';
import { PersonErased } from '../../../users/erasure/person-erased.js';
import { Handbooks, type OpenHandbook } from '../handbooks.service.js';
import { HandbookImage } from './handbook-image.entity.js';

/** Of one handbook; far more than a printed one could hold. */
const MAX_IMAGES = 200;
const MAX_BYTES = 100 * 1024 * 1024;

/** What the editor writes into the text. */
export interface StoredImage {
  id: string;
  digest: string;
  /** Pixels. */
  width: number;
  height: number;
}

export interface ImageFile {
  type: string;
  bytes: number;
  digest: string;
  stream: () => Promise<Readable>;
}

/** The pictures of handbooks: a row each, and a file that an erasure of the author takes away. */
@Injectable()
export class HandbookImages implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly files: Files,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly handbooks: Handbooks,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, (tx, { personId }) => this.forget(tx, personId));
  }

  /** @throws DomainError conflict when the handbook can't be written now: before a large file is read for nothing */
  refuseWhenClosed({ writableUntil }: Pick<OpenHandbook, 'writableUntil'>): void {
    if (writableUntil === null || this.clock.now() >= writableUntil) {
      throw conflict('This handbook is read-only now, so the picture was not kept.');
    }
  }

  /**
   * Keeps a picture of a handbook; the same one again is the one that is there. The row is written before the file, so
   * that an erasure knows of every file that there may be.
   *
   * @throws DomainError conflict when the handbook can't be written, invalid for the field `image` when it is full
   */
  async store(author: Viewer, handbook: OpenHandbook, picture: Picture): Promise<StoredImage> {
    const digest = sha256(picture.bytes);
    const { id, fileKey } = await this.db.transaction((tx) =>
      this.register(tx, author, handbook, { ...picture, digest }),
    );
    if (!(await this.files.exists(fileKey))) await this.files.put(fileKey, picture.bytes);
    // Forgotten while the file was written: then the job that deletes it may have come too early.
    const kept = await this.db.getRepository(HandbookImage).existsBy({ id, fileKey });
    if (!kept) {
      await this.files.delete(fileKey);
      throw conflict('This handbook is no longer there.');
    }
    return { id, digest, width: picture.width, height: picture.height };
  }

  /** @throws DomainError notFound also for pictures of other handbooks */
  async open(handbookId: string, id: string): Promise<ImageFile> {
    const image = await this.db.getRepository(HandbookImage).findOneBy({ id, handbookId });
    if (!image?.fileKey || image.digest === null) throw noPicture();
    const { type, bytes, digest, fileKey } = image;
    return { type, bytes, digest, stream: () => this.files.stream(fileKey) };
  }

  /** @throws DomainError notFound for a picture that the frozen text does not show, and once it is erased */
  async openOfSubmission(submissionId: string, id: string): Promise<ImageFile> {
    // The text is canonical JSON: outside of a key and its value these quotation marks are escaped.
    const [row] = await this.db.query<{ handbookId: string }[]>(
      `SELECT s.handbook_id AS "handbookId" FROM submissions s JOIN submission_contents c ON c.submission_id = s.id
        WHERE s.id = $1 AND position($2 in c.body) > 0`,
      [submissionId, `"image":${JSON.stringify(id)}`],
    );
    if (!row) throw noPicture();
    return this.open(row.handbookId, id);
  }

  private async register(
    tx: EntityManager,
    author: Viewer,
    handbook: OpenHandbook,
    { digest, type, bytes, width, height }: Picture & { digest: string },
  ): Promise<{ id: string; fileKey: string }> {
    // An erasure of the author waits for us, or has happened.
    const person: unknown[] = await tx.query(
      'SELECT id FROM users WHERE id = $1 AND erased_at IS NULL FOR SHARE',
      [author.id],
    );
    if (person.length === 0) throw conflict('This handbook is no longer there.');
    // One picture of a handbook at a time, so that none slips past its limits.
    await tx.query('SELECT id FROM handbooks WHERE id = $1 FOR UPDATE', [handbook.id]);
    this.refuseWhenClosed({ writableUntil: await this.handbooks.holdRight(tx, handbook) });
    const images = tx.getRepository(HandbookImage);
    const known = await images.findOneBy({ handbookId: handbook.id, digest });
    if (known?.fileKey) return { id: known.id, fileKey: known.fileKey };
    await this.refuseWhenFull(tx, handbook.id, bytes.length);
    const id = randomUUID();
    const fileKey = `handbook-images/${id}.${type === 'image/png' ? 'png' : 'webp'}`;
    await images.insert({
      id,
      handbookId: handbook.id,
      personId: author.id,
      digest,
      fileKey,
      type,
      bytes: bytes.length,
      width,
      height,
      createdAt: this.clock.now(),
    });
    return { id, fileKey };
  }

  private async refuseWhenFull(tx: EntityManager, handbookId: string, more: number): Promise<void> {
    const [sum] = await tx.query<{ images: number; bytes: string }[]>(
      'SELECT count(*)::int AS images, coalesce(sum(bytes), 0) AS bytes FROM handbook_images WHERE handbook_id = $1',
      [handbookId],
    );
    if ((sum?.images ?? 0) >= MAX_IMAGES) {
      throw refused(
        `A handbook can hold ${String(MAX_IMAGES)} pictures, and this one does. The picture was not kept.`,
      );
    }
    if (Number(sum?.bytes ?? 0) + more > MAX_BYTES) {
      throw refused(
        'The pictures of this handbook take up 100 MB, which is all there is for one. The picture was not kept.',
      );
    }
  }

  private async forget(tx: EntityManager, personId: string): Promise<void> {
    const images = await tx.query<{ key: string }[]>(
      'SELECT file_key AS key FROM handbook_images WHERE person_id = $1 AND file_key IS NOT NULL',
      [personId],
    );
    for (const { key } of images) await this.files.deleteAfter(tx, key);
  }
}

const noPicture = () => notFound('There is no such picture.');
