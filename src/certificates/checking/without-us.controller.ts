import { Controller, Get } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Public } from '../../platform/web/public.decorator.js';
import { publicView } from '../../platform/web/responses.js';
import { withoutUs } from './without-us.rules.js';

/** For whoever would rather not take our word: the same as the file in every PDF. */
@Public()
@Controller('verify/without-us')
export class WithoutUsController {
  constructor(private readonly config: Config) {}

  @Get()
  show() {
    return publicView('checking/without-us', withoutUs(this.config.publicUrl));
  }
}
