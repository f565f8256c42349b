import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { contentsOf } from './database-contents.js';
import {
  addressOf,
  type Answer,
  isWrite,
  type Role,
  roles,
  type Row,
  routeTable,
  type Scene,
  setRouteScene,
} from './route-table.js';

export interface Answered {
  status: number;
  location: string | undefined;
  text: string;
}

const rows = Object.entries(routeTable);
export const reads = rows.filter(([route]) => !isWrite(route));
export const writes = rows.filter(([route]) => isWrite(route));

/** The scene of the table of routes, and everybody of it at a browser. */
export class RouteVisits {
  private constructor(
    readonly app: TestApp,
    readonly at: Readonly<Record<Role, Browser>>,
    private readonly scene: Scene,
  ) {}

  static async begin(): Promise<RouteVisits> {
    const app = await startTestApp();
    const scene = await setRouteScene(app);
    const at = {} as Record<Role, Browser>;
    for (const role of roles) at[role] = await newBrowser(app, role);
    return new RouteVisits(app, at, scene);
  }

  close(): Promise<void> {
    return this.app.close();
  }

  valuesOf(row: Row): Record<string, string> {
    return row.parameters?.(this.scene) ?? {};
  }

  async ask(route: string, role: Role, values = this.valuesOf(rowOf(route))): Promise<Answered> {
    const row = rowOf(route);
    const address = addressOf(route, values);
    const browser = await this.browserFor(row, role);
    const answer = route.startsWith('GET')
      ? await browser.get(address)
      : route.startsWith('PUT')
        ? await browser.put(address, row.json?.(this.scene) ?? {})
        : route.startsWith('DELETE')
          ? await browser.delete(address)
          : row.file
            ? await browser.upload(address, row.file)
            : await browser.post(address, row.body?.(this.scene, role));
    const text = /^(application\/pdf|image\/)/.test(answer.type) ? '' : answer.text;
    return { status: answer.status, location: answer.headers['location'], text };
  }

  /** Without the token that our own pages send. */
  async askFromElsewhere(route: string, role: Role): Promise<number> {
    const row = rowOf(route);
    const browser = await this.browserFor(row, role);
    const answer = await fetch(this.app.url + addressOf(route, this.valuesOf(row)), {
      method: route.split(' ', 1)[0] ?? '',
      headers: { cookie: browser.cookie(this.app.url), accept: 'text/html' },
      body: new URLSearchParams(row.body?.(this.scene, role) ?? {}),
      redirect: 'manual',
    });
    return answer.status;
  }

  /** Each parameter in turn, as whoever may use the route: names that could be, and names that can't. */
  async expectNothingThere(route: string, row: Row): Promise<void> {
    const before = await contentsOf(this.app.db);
    const may = (answer: Answer) => works(answer) || answer === 409 || answer === 422;
    const role = roles.find((name) => may(row.answers[name])) ?? 'visitor';
    const values = this.valuesOf(row);
    const parts = route.split(/[ /]/).filter((part) => part.startsWith(':') || part === '*');
    for (const parameter of parts.map((part) => part.replace(':', ''))) {
      if (parameter === row.madeUp) continue;
      for (const strange of strangersTo(parameter)) {
        const { status } = await this.ask(route, role, { ...values, [parameter]: strange });
        expect({ parameter, strange, status }).toEqual({ parameter, strange, status: 404 });
      }
    }
    expect(await contentsOf(this.app.db)).toEqual(before);
  }

  private async browserFor(row: Row, role: Role): Promise<Browser> {
    return row.ownBrowser ? newBrowser(this.app, role) : this.at[role];
  }
}

export const works = (answer: Answer) => answer === 200 || answer === 303;
export const statusOf = (answer: Answer) => (answer === 'sign-in' ? 303 : answer);

export function expectAnswer(role: Role, { status, location, text }: Answered, answer: Answer): void {
  if (answer === 'sign-in' && text.startsWith('{')) {
    expect({ role, status }).toEqual({ role, status: 401 });
    return;
  }
  expect({ role, status }).toEqual({ role, status: statusOf(answer) });
  if (answer === 'sign-in') expect(location).toMatch(/^\/sign-in(\?next=|$)/);
  // A page that shows something went wrong inside would still be a page.
  expect(text).not.toContain('[object ');
}

const newBrowser = async (app: TestApp, role: Role): Promise<Browser> =>
  role === 'visitor' ? app.visitor() : app.as(role);

function rowOf(route: string): Row {
  const row = routeTable[route];
  if (!row) throw new Error(`${route} is missing in the table.`);
  return row;
}

const strangersTo = (parameter: string): string[] => [
  ...(/id$/i.test(parameter) ? [randomUUID()] : ['no-such-thing']),
  // The server of files answers 403 to these.
  ...(parameter === '*' ? [] : ['x%00y', '..%2f..%2fetc%2fpasswd', 'x'.repeat(500)]),
  "1'%20OR%20'1'='1",
  '%F0%9F%99%82',
];
