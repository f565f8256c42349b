import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Disk } from 'flydrive';
import { type EntityManager } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Config } from '../config/config.js';
import { notFound } from '../errors/domain-errors.js';
import { Jobs } from '../jobs/jobs.js';
import { DurableFsDriver } from './durable-fs.driver.js';

/**
 * Files that the academy makes or is given, below `DATA_DIR/files`. A key is a path such as
 * `certificates/4f1c….pdf`: it says what the file is and never whom it is about, and is not used again after a
 * deletion. Which files there are is written in the database; a folder is never listed.
 */
@Injectable()
export class Files implements OnModuleInit {
  private readonly driver: DurableFsDriver;
  private readonly disk: Disk;

  constructor(
    config: Config,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {
    this.driver = new DurableFsDriver(join(config.dataDir, 'files'));
    this.disk = new Disk(this.driver);
  }

  async onModuleInit(): Promise<void> {
    await this.driver.sweep(this.clock.now());
    this.jobs.define('files.delete', {}, ({ key }: { key: string }) => this.delete(key));
  }

  /**
   * Writes a file, replacing one of the same key at once and as a whole. When this returns, the file survives a
   * power cut; until then there is no file, or the former one.
   *
   * @param key lower-case letters, digits, dots, hyphens and underscores in parts of a path, at most 200 characters
   * @throws Error when the key is not such a path, or the disk refuses
   */
  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.disk.put(checked(key), bytes);
  }

  /** @throws DomainError `notFound` when there is no such file */
  async get(key: string): Promise<Uint8Array> {
    return this.disk.getBytes(checked(key)).catch(missing);
  }

  /** The file from its beginning; the reader must consume or destroy it. @throws DomainError `notFound` */
  async stream(key: string): Promise<Readable> {
    return this.disk.getStream(checked(key)).catch(missing);
  }

  async exists(key: string): Promise<boolean> {
    return this.disk.exists(checked(key));
  }

  /** Deletes a file; one that is not there is no error. */
  async delete(key: string): Promise<void> {
    await this.disk.delete(checked(key));
  }

  /** Deletes a file once `tx` has committed, and keeps trying until that succeeds. */
  async deleteAfter(tx: EntityManager, key: string): Promise<void> {
    await this.jobs.enqueue(tx, 'files.delete', { key: checked(key) });
  }
}

function checked(key: string): string {
  if (key.length > 200 || !/^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)*$/.test(key)) {
    throw new Error(
      'The key of a file must be a path of lower-case letters, digits, dots, hyphens and underscores.',
    );
  }
  return key;
}

/** Flydrive wraps the system's error. */
function missing(error: unknown): never {
  const { code } = (error instanceof Error ? (error.cause ?? error) : {}) as { code?: unknown };
  if (code === 'ENOENT') throw notFound('This file is not there any more.');
  throw error;
}
