import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { readPicture } from '../../../platform/files/picture.js';
import { readUpload } from '../../../platform/files/upload.js';
import { idPipe } from '../../../platform/web/forms.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Administrators } from '../../../users/administrators.decorator.js';
import { CourseImages, imagePath } from './course-images.service.js';

/**
 * Where the editor of a lesson sends a picture. Its form token comes in a header, because a field would come after the
 * file has begun: nothing is read of a request without it.
 */
@Administrators()
@Controller('courses/drafts/:id/images')
export class DraftImagesController {
  constructor(private readonly images: CourseImages) {}

  @Post()
  @HttpCode(200)
  async upload(
    @Param('id', idPipe) id: string,
    @CurrentViewer() viewer: Viewer,
    @Req() request: FastifyRequest,
  ) {
    await this.images.checkDraft(id);
    const picture = await readPicture(await readUpload(request));
    return { path: imagePath(await this.images.upload(id, picture, viewer.id)) };
  }
}
