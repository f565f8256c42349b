export interface WhoseItIs {
  name: string;
  email: string;
}

/**
 * What is wrong with a password that is long enough, or null. Length counts most (NIST SP 800-63B-4, 3.1.1.2), so what
 * is refused is only what comes first to whoever guesses: the person's own name and address, one piece over and over,
 * the rows of the keyboard, the sentences that everybody knows.
 */
export function weaknessOf(password: string, { name, email }: WhoseItIs): string | null {
  const plain = bare(password);
  if (plain === '') return 'Use some letters or digits in your password.';
  const own = [name, email, email.split('@', 1)[0] ?? '', ...name.split(/\s+/u), 'capstone']
    .map(bare)
    .filter((part) => part.length >= 3)
    .sort((a, b) => b.length - a.length);
  const rest = own.reduce((left, part) => left.replaceAll(part, ''), plain);
  if (rest.length < 8 && rest !== plain)
    return 'Choose a password that is more than your name or your address.';
  if (new Set(plain).size < 5 || /^(.{1,12}?)\1+.{0,3}$/u.test(plain)) {
    return 'Choose a password that does not repeat one thing over and over.';
  }
  if (rows.some((row) => row.includes(plain) || row.includes(Array.from(plain).reverse().join('')))) {
    return 'Choose a password that does not follow the keyboard or the alphabet.';
  }
  if (known.has(plain)) return 'This password is known to everybody who guesses passwords. Choose another.';
  return null;
}

/** Without what people put in to make a password look different. */
const bare = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const rows = [
  '1234567890'.repeat(8),
  '0123456789'.repeat(8),
  'abcdefghijklmnopqrstuvwxyz'.repeat(4),
  'qwertyuiopasdfghjklzxcvbnm'.repeat(4),
  'qwertzuiopasdfghjklyxcvbnm'.repeat(4),
  'azertyuiopqsdfghjklmwxcvbn'.repeat(4),
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1q2w3e4r5t6y7u8i9o0p',
  'abc123def456ghi789jkl',
];

/** Long, and yet in every list of passwords. */
const known = new Set([
  'correcthorsebatterystaple',
  'correcthorsebattery',
  'passwordpassword',
  'passwordpassword1',
  'password123456789',
  'password1234567890',
  'passw0rdpassw0rd',
  'iloveyouiloveyou',
  'iloveyousomuch123',
  'letmeinletmein1',
  'thisismypassword',
  'thisisapassword',
  'thisisapassword1',
  'mypasswordispassword',
  'changemechangeme',
  'administrator123',
  'administrator1234',
  'qwertyuiop123456',
  'qwertyuiop123456789',
  'qwerty1234567890',
  'qwerty123456789',
  'abcdefghijklmnop1',
  '1234567890qwerty',
  '123456789qwerty',
  '1234567890abcdef',
  '0123456789abcdef',
  'iamthegreatest1',
  'maytheforcebewithyou',
  'tobeornottobe123',
  'thequickbrownfox',
  'thequickbrownfoxjumpsoverthelazydog',
  'unbelievable123',
  'supercalifragilisticexpialidocious',
]);
