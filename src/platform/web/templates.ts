import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import Handlebars from 'handlebars';
import { helpers } from './template-helpers.js';

export interface Templates {
  /**
   * The HTML of a view. `name` is its path below the views folder without `.hbs` (`users/sign-in`); `model` is
   * plain data, printed strictly: a name that the view prints and the model lacks throws, with the view's name.
   */
  render(name: string, model: object): string;
  /** The names of every view, layout and partial, sorted. */
  names(): readonly string[];
}

/**
 * Reads every `.hbs` below `viewsFolder` (but `mail/`); each is a view and a partial under its path name. Syntax errors throw
 * here, at the start. Files that changed are read again, for whoever writes them; to look at hundreds of files takes longer
 * than to print a page, so there is a pause between two looks.
 *
 * @param rereadMs the pause in milliseconds; `Infinity` never looks again
 */
export function createTemplates(viewsFolder: string, options: { rereadMs: number }): Templates {
  let current = load(viewsFolder);
  let lookedAt = performance.now();
  const lookAgain = () => {
    if (performance.now() - lookedAt < options.rereadMs) return;
    lookedAt = performance.now();
    if (fingerprint(viewsFolder) !== current.fingerprint) current = load(viewsFolder);
  };
  return {
    render(name, model) {
      lookAgain();
      const template = current.templates.get(name);
      if (!template) throw new Error(`There is no view "${name}" in ${viewsFolder}`);
      try {
        return template(model);
      } catch (error) {
        throw new Error(`View "${name}": ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    },
    names: () => [...current.templates.keys()].sort(),
  };
}

interface Loaded {
  templates: Map<string, Handlebars.TemplateDelegate<object>>;
  fingerprint: string;
}

function load(folder: string): Loaded {
  const engine = Handlebars.create();
  engine.registerHelper(helpers);
  const templates: Loaded['templates'] = new Map();
  for (const file of filesOf(folder)) {
    const name = file.slice(0, -'.hbs'.length).split(sep).join('/');
    const template = engine.compile<object>(parse(engine, folder, file), {
      strict: true,
      // An indented partial call would otherwise indent every line it prints, inside a textarea too.
      preventIndent: true,
    });
    engine.registerPartial(name, template);
    templates.set(name, template);
  }
  return { templates, fingerprint: fingerprint(folder) };
}

function parse(engine: typeof Handlebars, folder: string, file: string): hbs.AST.Program {
  try {
    return engine.parse(readFileSync(join(folder, file), 'utf8'), { srcName: file });
  } catch (error) {
    throw new Error(`${join(folder, file)}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Changes whenever a view is added, removed or written. */
function fingerprint(folder: string): string {
  return filesOf(folder)
    .map((file) => `${file} ${String(statSync(join(folder, file)).mtimeMs)}`)
    .join('\n');
}

/** Mail has an engine of its own (platform/mail), because half of it is plain text. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.hbs') && !file.startsWith(`mail${sep}`),
  );
}
