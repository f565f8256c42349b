/** A complete handbook about a fictional company, shown to learners as an example and printed like any other. */
export interface ExampleHandbook {
  slug: string;
  course: 'social-media-strategist' | 'social-media-manager';
  title: string;
  company: string;
  /** Two sentences: who the company is, and that it is fictional. */
  about: string;
  /** By section key, all of the course's template. */
  sections: Readonly<Record<string, ExampleSection>>;
}

/**
 * `prose`: paragraphs in the small Markdown of the editor (blank line between blocks, "### " and "#### " headings,
 * "- " and "1. " lists, "> " quotes, **bold**, *italic*, [text](https://…), tables with | … |, footnotes [^1] with
 * "[^1]: text"). Cells are written as an author would type them; choices hold their key, references a row's id.
 */
export interface ExampleSection {
  prose?: string;
  swot?: Readonly<Record<'strengths' | 'weaknesses' | 'opportunities' | 'threats', readonly string[]>>;
  fields?: Readonly<Record<string, string>>;
  rows?: readonly (Readonly<Record<string, string>> & { id: string })[];
}
