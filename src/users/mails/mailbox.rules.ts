/**
 * The mailbox behind an address, for counting what it gets: `anna+1@…` and `anna+2@…` are one at nearly every provider
 * (RFC 5233 calls it a subaddress), and Gmail leaves dots out. Never for writing to or for comparing accounts.
 *
 * @param address in lower case
 */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  const [local = ''] = address.slice(0, at).split('+', 1);
  const domain = address.slice(at + 1);
  const gmail = domain === 'gmail.com' || domain === 'googlemail.com';
  return gmail ? `${local.replaceAll('.', '')}@gmail.com` : `${local}@${domain}`;
}
