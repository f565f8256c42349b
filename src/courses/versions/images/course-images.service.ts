import { Injectable } from '@nestjs/common';
import { type Readable } from 'node:stream';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { sha256 } from '../../../platform/digests/digests.js';
import { notFound } from '../../../platform/errors/domain-errors.js';
import { Files } from '../../../platform/files/files.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { lockDraft } from '../drafts/lock-draft.js';
import { CourseImage, type ImageType } from './course-image.entity.js';

/** What is kept: somebody's upload made anew, or a drawing that came with a course. */
export interface LessonPicture {
  bytes: Buffer;
  type: ImageType;
}

/** The pictures of lessons: stored under their digest, so the same one is kept once and never changes. */
@Injectable()
export class CourseImages {
  constructor(
    private readonly db: DataSource,
    private readonly files: Files,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Keeps a picture. Its file is written first: when `tx` is rolled back, a file stays that nothing names, and the next
   * attempt finds it.
   *
   * @returns its id, also when it was there already
   */
  async store(tx: EntityManager, { bytes, type }: LessonPicture): Promise<string> {
    const digest = sha256(bytes);
    const key = keyOf(digest, type);
    if (!(await this.files.exists(key))) await this.files.put(key, bytes);
    await tx
      .createQueryBuilder()
      .insert()
      .into(CourseImage)
      .values({ digest, type, bytes: bytes.length, createdAt: this.clock.now() })
      .orIgnore()
      .execute();
    return (await tx.getRepository(CourseImage).findOneByOrFail({ digest })).id;
  }

  /** @throws DomainError notFound, or conflict when it is published: before a large file is read for nothing */
  async checkDraft(draftId: string): Promise<void> {
    await this.db.transaction((tx) => lockDraft(tx, draftId));
  }

  /** Keeps what an administrator uploaded while editing a draft. @returns its id */
  async upload(draftId: string, picture: LessonPicture, actorId: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      await lockDraft(tx, draftId);
      const id = await this.store(tx, picture);
      await this.audit.record(tx, {
        actorId,
        action: 'course-image.uploaded',
        subjectType: 'course-image',
        subjectId: id,
        facts: { bytes: picture.bytes.length },
      });
      return id;
    });
  }

  /** @throws DomainError notFound */
  async open(id: string): Promise<{ type: ImageType; bytes: number; stream: Readable }> {
    const image = await this.db.getRepository(CourseImage).findOneBy({ id });
    if (!image) throw notFound('There is no such picture.');
    const { digest, type, bytes } = image;
    return { type, bytes, stream: await this.files.stream(keyOf(digest, type)) };
  }
}

/** Where a text finds a picture. */
export const imagePath = (id: string) => `/course-images/${id}`;

const endings = { 'image/svg+xml': 'svg', 'image/png': 'png', 'image/webp': 'webp' } satisfies Record<
  ImageType,
  string
>;

const keyOf = (digest: string, type: ImageType) => `course-images/${digest}.${endings[type]}`;
