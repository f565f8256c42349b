import { Controller, Get } from '@nestjs/common';
import { Public } from '../../platform/web/public.decorator.js';
import { publicView } from '../../platform/web/responses.js';
import { competencies } from './competencies.rules.js';

/** What the competencies of certificates are, for whoever has one in hand. The same for everybody. */
@Controller('competencies')
export class CompetenciesController {
  @Public()
  @Get()
  show() {
    const all = Object.entries(competencies).map(([key, { title, question }]) => ({ key, title, question }));
    return publicView(
      'grading/competencies',
      { competencies: all },
      { headers: { 'cache-control': 'public, max-age=3600' } },
    );
  }
}
