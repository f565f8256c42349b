import { isIPv4, isIPv6 } from 'node:net';

/**
 * Whom an address stands for when somebody counts. An IPv4 address is one subscriber, or one household; in IPv6 a
 * subscriber gets at least a /64 (RFC 6177, BCP 157), so all of it counts as one.
 *
 * @returns the IPv4 address, or the first four groups of the IPv6 address followed by `::/64`
 */
export function clientKey(address: string): string {
  const bare = address.replace(/%.*$/, '').toLowerCase();
  if (!isIPv6(bare)) return bare;
  const groups = groupsOf(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return [groups[6], groups[7]].map((group = 0) => `${group >> 8}.${group & 0xff}`).join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = [], tail] = address.split('::').map((part) => part.split(':').flatMap(group));
  if (tail === undefined) return head;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function group(text: string): number[] {
  if (text === '') return [];
  if (!isIPv4(text)) return [Number.parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}
