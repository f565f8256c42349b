export interface ProxiedAnswer {
  status: number;
  headers: Headers;
  cookies: readonly string[];
  text: string;
}

/** A browser at the other side of a proxy that ends TLS: the application sees plain HTTP and what the proxy says. */
export class ProxiedBrowser {
  private readonly jar = new Map<string, string>();

  constructor(
    private readonly app: { config: { port: number } },
    private readonly forwarded: Readonly<Record<string, string>> = {
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.7',
    },
  ) {}

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<ProxiedAnswer> {
    return this.send(path, { headers });
  }

  /** Sends the form of a page, with the token that the page has. */
  async post(path: string, page: string, fields: Readonly<Record<string, string>>): Promise<ProxiedAnswer> {
    return this.postWith(await this.tokenOf(page), path, fields);
  }

  /** The token in a page's form. */
  async tokenOf(page: string): Promise<string> {
    const { text } = await this.get(page);
    return /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  }

  postWith(_csrf: string, path: string, fields: Readonly<Record<string, string>>): Promise<ProxiedAnswer> {
    return this.send(path, { method: 'POST', body: new URLSearchParams({ ...fields, _csrf }) });
  }

  private async send(path: string, { headers = {}, ...init }: RequestInit): Promise<ProxiedAnswer> {
    const cookie = [...this.jar].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(`http://127.0.0.1:${this.app.config.port}${path}`, {
      ...init,
      headers: { accept: 'text/html', ...this.forwarded, cookie, ...(headers as Record<string, string>) },
      redirect: 'manual',
    });
    const cookies = answer.headers.getSetCookie();
    for (const line of cookies) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split(/=(.*)/s);
      this.jar.set(name, value);
    }
    return { status: answer.status, headers: answer.headers, cookies, text: await answer.text() };
  }
}
