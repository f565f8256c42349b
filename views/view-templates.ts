import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { type Plugin } from 'vite';

const folder = fileURLToPath(new URL('.', import.meta.url));

/**
 * Lets a script import a view as a function from its model to HTML. It is compiled here, with the settings of the server
 * (src/platform/web/templates.ts), as a page of ours may compile nothing: its Content-Security-Policy allows no `eval`. What the
 * view calls comes along, but for helpers.
 */
export function viewTemplates(): Plugin {
  return {
    name: 'view-templates',
    transform: {
      filter: { id: /\.hbs$/ },
      handler(_code, id) {
        return { code: compiled(id), map: null };
      },
    },
  };
}

function compiled(file: string): string {
  const name = file.slice(folder.length, -'.hbs'.length);
  const parsed = Handlebars.parse(readFileSync(file, 'utf8'));
  const partials = new PartialNames();
  partials.accept(parsed);
  const template = Handlebars.precompile(parsed, { strict: true, preventIndent: true }) as unknown as string;
  return [
    `import Handlebars from 'handlebars/runtime';`,
    ...[...partials.names].map((partial) => `import ${JSON.stringify(`${folder}${partial}.hbs`)};`),
    `const template = Handlebars.template(${template});`,
    `Handlebars.registerPartial(${JSON.stringify(name)}, template);`,
    `export default template;`,
  ].join('\n');
}

class PartialNames extends Handlebars.Visitor {
  readonly names = new Set<string>();

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    if (partial.name.type === 'PathExpression') this.names.add(partial.name.original);
    super.PartialStatement(partial);
  }
}
