import { type FastifyRequest } from 'fastify';
import { MAX_UPLOAD_BYTES, refused, tooLarge } from './picture.js';

/**
 * The one file of a multipart request. A larger one is read to its end and thrown away: answered before, the browser
 * would still be sending and report a broken connection instead of the sentence.
 *
 * @throws DomainError invalid, for the field `image`
 */
export async function readUpload(request: FastifyRequest): Promise<Buffer> {
  const none = refused('Choose a picture.');
  if (!request.isMultipart()) throw none;
  const part = await request.file({ throwFileSizeLimit: false });
  if (!part) throw none;
  const chunks: Buffer[] = [];
  for await (const chunk of part.file as AsyncIterable<Buffer>) chunks.push(chunk);
  if (part.file.truncated) {
    await drained(request);
    throw tooLarge();
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) throw none;
  if (bytes.length > MAX_UPLOAD_BYTES) throw tooLarge();
  return bytes;
}

/** Waits until all of the request has come, without keeping it. */
async function drained({ raw }: FastifyRequest): Promise<void> {
  if (raw.readableEnded || raw.destroyed) return;
  await new Promise<void>((resolve) => {
    raw.once('end', resolve).once('close', resolve).resume();
  });
}
