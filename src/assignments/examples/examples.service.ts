import { Injectable } from '@nestjs/common';
import { notFound } from '../../platform/errors/domain-errors.js';
import { sanitise } from '../../platform/web/safe-html.js';
import { builtInTemplates } from '../built-in-templates.js';
import { blocksToHtml } from '../sections/blocks.rules.js';
import { bookOf, type FrozenSection, sectionKinds } from '../sections/section-kinds.rules.js';
import { type ReadableSection } from '../submissions/submissions.service.js';
import { exampleContents } from './example-content.js';
import { type ExampleHandbook } from './example-handbook.js';
import { exampleHandbooks } from './examples.js';

/** An example, ready to be read. */
export interface ReadableExample {
  handbook: ExampleHandbook;
  templateTitle: string;
  contents: readonly FrozenSection[];
  sections: readonly ReadableSection[];
}

/** The handbooks that come with Capstone: read from memory, made once. */
@Injectable()
export class Examples {
  private readonly made = new Map<string, ReadableExample>();

  /** All of them, or those of a course. */
  list(course?: string): readonly ExampleHandbook[] {
    return exampleHandbooks.filter((one) => course === undefined || one.course === course);
  }

  /** @throws DomainError notFound */
  read(slug: string): ReadableExample {
    const known = this.made.get(slug);
    if (known) return known;
    const handbook = exampleHandbooks.find((one) => one.slug === slug);
    const template = handbook && builtInTemplates[handbook.course];
    if (!handbook || !template) throw notFound('There is no such example.');
    const contents = exampleContents(handbook.sections, template.sections);
    const book = bookOf(
      contents,
      Object.fromEntries(template.sections.map(({ key, title }) => [key, title])),
    );
    const example: ReadableExample = {
      handbook,
      templateTitle: template.title,
      contents,
      sections: book.sections.map(({ key, title, content }, at) => {
        const kind = sectionKinds[contents[at]?.kind ?? 'prose'];
        // Examples have no pictures: an address would have to be everybody's.
        const options = { imageHref: () => '', prefix: key };
        return {
          key,
          kind: contents[at]?.kind ?? 'prose',
          title,
          html: sanitise(blocksToHtml(kind.toBlocks(content, book), options)),
          summary: kind.summarise(content),
          isEmpty: kind.isEmpty(content),
          findings: [],
        };
      }),
    };
    this.made.set(slug, example);
    return example;
  }
}
