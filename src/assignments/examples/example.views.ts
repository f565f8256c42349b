import { type SafeHtml } from '../../platform/web/safe-html.js';
import { summaryWords } from '../submissions/submission.views.js';
import { type ReadableSection } from '../submissions/readable-sections.js';
import { type ExampleHandbook } from './example-handbook.js';
import { type ReadableExample } from './examples.service.js';

export const courseTitles: Record<ExampleHandbook['course'], string> = {
  'social-media-strategist': 'Social Media Strategist',
  'social-media-manager': 'Social Media Manager',
};

const exampleHref = (slug: string) => `/examples/${slug}`;
export const exampleSectionHref = (slug: string, key: string) => `/examples/${slug}/sections/${key}`;
/** The name of the frame in which a section of an example is shown. */
export const exampleFrame = (slug: string, key: string) => `example-${slug}-${key}`;

export function examplesPage(handbooks: readonly ExampleHandbook[]) {
  const courses = [...new Set(handbooks.map(({ course }) => course))];
  return {
    courses: courses.map((course) => ({
      title: courseTitles[course],
      handbooks: handbooks
        .filter((one) => one.course === course)
        .map(({ slug, title, about }) => ({ title, about, href: exampleHref(slug) })),
    })),
  };
}

export interface ExamplePage {
  title: string;
  about: string;
  courseTitle: string;
  templateTitle: string;
  pdfHref: string;
  sections: { key: string; title: string; html: SafeHtml; length: string }[];
}

export function examplePage({ handbook, templateTitle, sections }: ReadableExample): ExamplePage {
  return {
    title: handbook.title,
    about: handbook.about,
    courseTitle: courseTitles[handbook.course],
    templateTitle,
    pdfHref: `${exampleHref(handbook.slug)}/handbook.pdf`,
    sections: sections.map(({ key, title, html, summary }) => ({
      key,
      title,
      html,
      length: summaryWords(summary),
    })),
  };
}

export function exampleSectionPage({ handbook }: ReadableExample, section: ReadableSection) {
  const { slug, title, company } = handbook;
  return {
    frame: exampleFrame(slug, section.key),
    title: section.title,
    handbookTitle: title,
    company,
    handbookHref: exampleHref(slug),
    html: section.html,
    length: summaryWords(section.summary),
  };
}
