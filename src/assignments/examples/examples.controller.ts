import { Controller, Get, Param } from '@nestjs/common';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { view } from '../../platform/web/responses.js';
import { examplePage, exampleSectionPage, examplesPage } from './example.views.js';
import { Examples } from './examples.service.js';

/** Example handbooks, open to whoever is signed in. */
@Controller('examples')
export class ExamplesController {
  constructor(private readonly examples: Examples) {}

  @Get()
  all() {
    return view('assignments/examples', examplesPage(this.examples.list()));
  }

  @Get(':slug')
  one(@Param('slug', slugPipe) slug: string) {
    return view('assignments/example', examplePage(this.examples.read(slug)));
  }

  /** One section alone, as it is shown beside the editor. */
  @Get(':slug/sections/:key')
  section(@Param('slug', slugPipe) slug: string, @Param('key', slugPipe) key: string) {
    const example = this.examples.read(slug);
    const section = example.sections.find((one) => one.key === key);
    if (!section) throw notFound('There is no such section.');
    return view('assignments/example-section', exampleSectionPage(example, section));
  }
}
