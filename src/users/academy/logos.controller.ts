import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { notFound } from '../../platform/errors/domain-errors.js';
import { Files } from '../../platform/files/files.js';
import { Public } from '../../platform/web/public.decorator.js';
import { logoKeyOf } from './logo-key.js';

/** The pictures that the academy has on its certificates, for programs that show those; each is known by its digest. */
@Controller('logos')
export class LogosController {
  constructor(private readonly files: Files) {}

  /** @throws DomainError notFound */
  @Public()
  @Get(':name')
  @Header('x-content-type-options', 'nosniff')
  @Header('cache-control', 'public, max-age=31536000, immutable')
  @Header('access-control-allow-origin', '*')
  @Header('cross-origin-resource-policy', 'cross-origin')
  async one(@Param('name') name: string) {
    const [, digest] = /^([0-9a-f]{64})\.png$/.exec(name) ?? [];
    if (digest === undefined) throw notFound('There is no picture at this address.');
    return new StreamableFile(await this.files.get(logoKeyOf(digest)), { type: 'image/png' });
  }
}
