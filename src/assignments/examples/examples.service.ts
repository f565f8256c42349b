import { Injectable } from '@nestjs/common';
import { notFound } from '../../platform/errors/domain-errors.js';
import { builtInTemplates } from '../built-in-templates.js';
import { bookOf } from '../sections/section-kinds.rules.js';
import { type FrozenBook, type ReadableSection, readableSections } from '../submissions/readable-sections.js';
import { exampleContents } from './example-content.js';
import { type ExampleHandbook } from './example-handbook.js';
import { exampleHandbooks } from './examples.js';

/** An example, ready to be read. */
export interface ReadableExample {
  handbook: ExampleHandbook;
  templateTitle: string;
  frozen: FrozenBook;
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
    const sections = exampleContents(handbook.sections, template.sections);
    const titles = Object.fromEntries(template.sections.map(({ key, title }) => [key, title]));
    const frozen = { sections, book: bookOf(sections, titles) };
    const example: ReadableExample = {
      handbook,
      templateTitle: template.title,
      frozen,
      // Examples have no pictures: an address would have to be everybody's.
      sections: readableSections(frozen, () => ''),
    };
    this.made.set(slug, example);
    return example;
  }
}
