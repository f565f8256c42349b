import { type FastifyRequest } from 'fastify';
import { DomainError, invalid } from '../../../platform/errors/domain-errors.js';
import { LARGEST_PDF } from '../../signing/check-pdf.js';
import { sizeRefusal } from './file-size.rules.js';

const FIELD = 'file';

/** How much more than that is read and thrown away, so that the browser gets its sentence. */
const MOST_DRAINED = 10 * LARGEST_PDF;

/** @throws DomainError invalid, for the field `file` */
export async function receivedFile(request: FastifyRequest): Promise<Uint8Array> {
  if (!request.isMultipart()) throw refused('Choose a file.');
  try {
    const part = await request.file({ throwFileSizeLimit: false, limits: { fileSize: LARGEST_PDF } });
    if (!part) throw refused('Choose a file.');
    const chunks: Buffer[] = [];
    for await (const chunk of part.file as AsyncIterable<Buffer>) chunks.push(chunk);
    if (part.file.truncated) {
      await drained(request);
      throw refused(sizeRefusal(LARGEST_PDF + 1) ?? '');
    }
    const bytes = Buffer.concat(chunks);
    const refusal = sizeRefusal(bytes.length);
    if (refusal === null) return bytes;
    // Browsers send a file without a name where none was chosen.
    throw refused(part.filename ? refusal : 'Choose a file.');
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw refused('The file did not arrive whole. Send it again.');
  }
}

async function drained({ raw }: FastifyRequest): Promise<void> {
  if (raw.readableEnded || raw.destroyed) return;
  let read = 0;
  await new Promise<void>((resolve) => {
    raw.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read > MOST_DRAINED) resolve();
    });
    raw.once('end', resolve).once('close', resolve).resume();
  });
}

const refused = (message: string) => invalid(message, [{ field: FIELD, message }]);
