import { BlockList, isIP } from 'node:net';

export function parseUrl(value: string, protocols: readonly string[]): URL | null {
  const url = URL.parse(value);
  return url !== null && protocols.includes(url.protocol) ? url : null;
}

/** Whether a host name or address never leaves this machine. Takes `[::1]` as `URL.hostname` writes it, too. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  const family = isIP(bare);
  return family !== 0 && loopback.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** `10.0.0.5`, `10.0.0.0/8`, `fd00::/8` or one of the names that Fastify knows. */
export function isAddressRange(value: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return true;
  const [address = '', bits, ...more] = value.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
}

/** `ada@capstone.example` or `Ada Lindqvist <ada@capstone.example>`; no line break can slip into a mail header. */
export function isMailbox(value: string): boolean {
  return /^(?:[^<>\r\n,]*<[^\s@<>,]+@[^\s@<>,]+>|[^\s@<>,]+@[^\s@<>,]+)$/.test(value);
}

/** Whether a secret was typed or copied rather than drawn: example words, or too few different characters. */
export function looksLikeAnExample(secret: string): boolean {
  return (
    /change.?(me|this)|replace|example|default|secret|password|capstone|correct.horse|0123456789|1234567890/i.test(
      secret,
    ) || new Set(secret).size < 8
  );
}
