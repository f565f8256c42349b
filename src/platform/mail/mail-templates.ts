import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Handlebars from 'handlebars';

export interface Rendered {
  html: string;
  text: string;
}

/**
 * The mails below `folder`: `<name>.hbs` is the HTML part and `<name>.txt.hbs` the text part, which escapes nothing.
 * The file names without `.hbs` are partials of either kind; `layout` and `layout.txt` are the frames. Rendering is
 * strict: a name that the model lacks is an error.
 */
export class MailTemplates {
  private readonly html: Kind;
  private readonly text: Kind;

  /** @throws Error when a template cannot be read or parsed */
  constructor(folder: string) {
    const files = readdirSync(folder).filter((file) => file.endsWith('.hbs'));
    const isText = (file: string) => file.endsWith('.txt.hbs');
    this.html = load(
      folder,
      files.filter((file) => !isText(file)),
      false,
    );
    this.text = load(folder, files.filter(isText), true);
  }

  /** @throws Error when there is no such mail, or its model lacks a name that it prints */
  render(name: string, model: Readonly<Record<string, unknown>>): Rendered {
    const [html, text] = [this.html.get(name), this.text.get(`${name}.txt`)];
    if (!html || !text) throw new Error(`The mail ${name} has no HTML part or no text part.`);
    return { html: html(model), text: tidy(text(model)) };
  }
}

type Kind = Map<string, Handlebars.TemplateDelegate>;

function load(folder: string, files: readonly string[], noEscape: boolean): Kind {
  const engine = Handlebars.create();
  const templates: Kind = new Map();
  for (const file of files) {
    const source = readFileSync(join(folder, file), 'utf8');
    Handlebars.parse(source, { srcName: file });
    const template = engine.compile(source, { strict: true, noEscape, preventIndent: true });
    engine.registerPartial(basename(file, '.hbs'), template);
    templates.set(basename(file, '.hbs'), template);
  }
  return templates;
}

/** Blocks leave empty lines behind; one between two paragraphs is enough. */
function tidy(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
