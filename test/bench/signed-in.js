import { URLSearchParams } from 'node:url';

const plain = { accept: 'text/html', 'accept-encoding': 'identity' };

/**
 * Signs in as a browser does: a page, its token, its cookies.
 *
 * @returns {Promise<{ get: Function, post: Function, put: Function, cookies: Map<string, string> }>} `put` sends JSON, as
 *   scripts do
 */
export async function signedIn(url, { email, password }) {
  const cookies = new Map();
  const headers = () => ({
    ...plain,
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
  });
  const remember = (answer) => {
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    return answer;
  };
  const token = async (path) => {
    const page = await remember(await fetch(url + path, { headers: headers() })).text();
    return /(?:name="csrf-token" content|name="_csrf" value)="([^"]+)"/.exec(page)?.[1];
  };
  let csrf = await token('/sign-in');
  const post = async (path, fields) =>
    remember(
      await fetch(url + path, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...headers(), origin: url, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...fields, _csrf: csrf }),
      }),
    );
  const answer = await post('/sign-in', { email, password });
  if (answer.status !== 303) throw new Error(`Signing in was answered ${answer.status}.`);
  csrf = await token('/');
  const get = async (path) => remember(await fetch(url + path, { redirect: 'manual', headers: headers() }));
  const put = (path, value) =>
    fetch(url + path, {
      method: 'PUT',
      headers: {
        ...headers(),
        origin: url,
        accept: 'application/json',
        'content-type': 'application/json',
        'x-csrf-token': csrf,
      },
      body: JSON.stringify(value),
    });
  return { get, post, put, cookies };
}
