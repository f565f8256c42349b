import { type NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Every route of the running application as `METHOD /path/:parameter`, read from the router itself, so that nothing
 * that answers can be missing, whoever registered it.
 */
export function registeredRoutes(app: NestFastifyApplication): string[] {
  const tree = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: true });
  const routes: string[] = [];
  const prefixes: string[] = [];
  for (const line of tree.split('\n').filter((text) => text !== '')) {
    const [, indent, label, methods] = /^((?:[│ ] {3})*[├└]── )(\S*)(?: \(([A-Z, ]+)\))?$/u.exec(line) ?? [];
    if (indent === undefined || label === undefined)
      throw new Error(`The router's tree has a strange line: ${line}`);
    const depth = indent.length / 4;
    const path = `${prefixes[depth - 2] ?? ''}${label}`;
    prefixes[depth - 1] = path;
    for (const method of methods?.split(', ') ?? []) routes.push(`${method} ${path}`);
  }
  return routes.sort();
}
