import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { idPipe } from '../../../platform/web/forms.js';
import { Public } from '../../../platform/web/public.decorator.js';
import { CourseImages } from './course-images.service.js';

/** Pictures of lessons and of what the public reads about a course; each is known by an id that tells nothing. */
@Controller('course-images')
export class CourseImagesController {
  constructor(private readonly images: CourseImages) {}

  // An SVG that is opened by itself is a document: it may style itself, and do nothing else.
  @Public()
  @Get(':id')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  async one(@Param('id', idPipe) id: string) {
    const { type, bytes, stream } = await this.images.open(id);
    return new StreamableFile(stream, { type, length: bytes, disposition: 'inline' });
  }
}
