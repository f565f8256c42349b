import { hash, verify } from '@node-rs/argon2';

/** OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 passes, 1 lane. */
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Argon2id (RFC 9106) in PHC string format; the salt is random. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), settings);

/** Whether the password belongs to the hash; `null` stands for nobody and takes as long as a wrong password. */
export async function passwordFits(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const fits = await verify(passwordHash ?? (await nobody), password.normalize('NFKC'));
  return fits && passwordHash !== null;
}

let nobody: Promise<string> | undefined;
