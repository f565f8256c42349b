import { Controller, Get, Header, HttpCode, Param, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { readPicture } from '../../../platform/files/picture.js';
import { readUpload } from '../../../platform/files/upload.js';
import { Limits } from '../../../platform/limits/limits.js';
import { isKept } from '../../../platform/web/entity-tags.js';
import { idPipe } from '../../../platform/web/forms.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Submissions } from '../../submissions/submissions.service.js';
import { Handbooks } from '../handbooks.service.js';
import { HandbookImages, type ImageFile } from './handbook-images.service.js';

/** Opened by itself, a picture is a document: it may do nothing. */
const contentPolicy = "default-src 'none'; sandbox";
/** A picture never changes, but the right to see it does: each time the browser asks whether it may show its copy. */
const askedEachTime = 'private, no-cache';

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
  @Header('cache-control', askedEachTime)
  async ofHandbook(
    @Param('id', idPipe) id: string,
    @Param('imageId', idPipe) imageId: string,
    @CurrentViewer() viewer: Viewer,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const handbook = await this.handbooks.forAuthor(viewer, id);
    return answer(await this.images.open(handbook.id, imageId), request, reply);
  }

  @Get('submissions/:id/images/:imageId')
  @Header('content-security-policy', contentPolicy)
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', askedEachTime)
  async ofSubmission(
    @Param('id', idPipe) id: string,
    @Param('imageId', idPipe) imageId: string,
    @CurrentViewer() viewer: Viewer,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const submission = await this.submissions.visibleTo(viewer, id);
    return answer(await this.images.openOfSubmission(submission.id, imageId), request, reply);
  }
}

/** 304 without the file for a copy that is this picture. */
async function answer(
  { type, bytes, digest, stream }: ImageFile,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<StreamableFile | undefined> {
  if (isKept(digest, request, reply)) return undefined;
  return new StreamableFile(await stream(), { type, length: bytes, disposition: 'inline' });
}
