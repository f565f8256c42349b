import { Controller, Get, Header, HttpCode, Param, Post, Req, StreamableFile } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { readPicture } from '../../../platform/files/picture.js';
import { readUpload } from '../../../platform/files/upload.js';
import { Limits } from '../../../platform/limits/limits.js';
import { idPipe } from '../../../platform/web/forms.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Submissions } from '../../submissions/submissions.service.js';
import { Handbooks } from '../handbooks.service.js';
import { HandbookImages, type ImageFile } from './handbook-images.service.js';

/** Opened by itself, a picture is a document: it may do nothing. */
const contentPolicy = "default-src 'none'; sandbox";
/** A picture never changes, and is nobody's but the reader's who was let in. */
const inOnesOwnCache = 'private, max-age=31536000, immutable';

/** Pictures of handbooks: sent by the author while writing, seen by whoever may read the text. */
@Controller()
export class HandbookImagesController {
  constructor(
    private readonly handbooks: Handbooks,
    private readonly submissions: Submissions,
    private readonly images: HandbookImages,
    private readonly limits: Limits,
  ) {}

  @Post('handbooks/:id/images')
  @HttpCode(200)
  async upload(
    @Param('id', idPipe) id: string,
    @CurrentViewer() viewer: Viewer,
    @Req() request: FastifyRequest,
  ) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    this.images.refuseWhenClosed(handbook);
    await this.limits.consume('picturesByAuthor', viewer.id);
    return this.images.store(viewer, handbook, await readPicture(await readUpload(request)));
  }

  @Get('handbooks/:id/images/:imageId')
  @Header('content-security-policy', contentPolicy)
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', inOnesOwnCache)
  async ofHandbook(
    @Param('id', idPipe) id: string,
    @Param('imageId', idPipe) imageId: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    return fileOf(await this.images.open(handbook.id, imageId));
  }

  @Get('submissions/:id/images/:imageId')
  @Header('content-security-policy', contentPolicy)
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', inOnesOwnCache)
  async ofSubmission(
    @Param('id', idPipe) id: string,
    @Param('imageId', idPipe) imageId: string,
    @CurrentViewer() viewer: Viewer,
  ) {
    const submission = await this.submissions.visibleTo(viewer, id);
    return fileOf(await this.images.openOfSubmission(submission.id, imageId));
  }
}

function fileOf({ type, bytes, stream }: ImageFile): StreamableFile {
  return new StreamableFile(stream, { type, length: bytes, disposition: 'inline' });
}
