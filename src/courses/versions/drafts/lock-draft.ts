import { type EntityManager } from 'typeorm';
import { conflict, notFound } from '../../../platform/errors/domain-errors.js';
import { CourseVersion } from '../course.entity.js';

/**
 * Locks a draft until `tx` ends, so that nobody changes or publishes it meanwhile.
 *
 * @throws DomainError notFound; conflict when it is published or discarded
 */
export async function lockDraft(tx: EntityManager, id: string): Promise<CourseVersion> {
  const version = await tx
    .getRepository(CourseVersion)
    .findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!version) throw notFound('There is no such version of a course.');
  if (version.publishedAt !== null) {
    throw conflict(
      'This version has been published in the meantime and can’t be changed any more. Make a new draft for your change.',
    );
  }
  if (version.discardedAt !== null) {
    throw conflict('This draft has been discarded in the meantime and can’t be changed any more.');
  }
  return version;
}
