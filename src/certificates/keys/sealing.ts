import { createCipheriv, createDecipheriv, type JsonWebKey, randomBytes } from 'node:crypto';
import { StartError } from '../../platform/start-error.js';

/** A private key as it rests in the database. */
export interface SealedKey {
  /** 12 bytes, drawn anew for each key. */
  readonly nonce: Buffer;
  /** AES-256-GCM of the private JWK, followed by the 16 bytes of the tag. */
  readonly sealed: Buffer;
}

/** What private keys are encrypted with, as `Config` has it: 64 hexadecimal digits each. */
export interface SealingKeys {
  readonly keyEncryptionKey: string;
  /** Opens what was sealed before it was followed by the other. */
  readonly keyEncryptionKeyBefore?: string | null;
}

/** Whose key it is. What was sealed for one key opens for no other. */
interface Sealed {
  readonly id: string;
  readonly purpose: string;
}

const TAG_BYTES = 16;

/** @param keyEncryptionKey 64 hexadecimal digits, as `Config.keyEncryptionKey` */
export function sealKey(privateJwk: JsonWebKey, key: Sealed, keyEncryptionKey: string): SealedKey {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(keyEncryptionKey, 'hex'), nonce);
  cipher.setAAD(boundTo(key));
  const text = [cipher.update(JSON.stringify(privateJwk), 'utf8'), cipher.final()];
  return { nonce, sealed: Buffer.concat([...text, cipher.getAuthTag()]) };
}

/**
 * @param keyEncryptionKey the one with which it was sealed
 * @param where it rests, for the sentence
 * @throws StartError whose sentence says that it is another one, or that the row was altered
 */
export function openKey(
  { nonce, sealed }: SealedKey,
  key: Sealed,
  keyEncryptionKey: string,
  where: 'database' | 'file' = 'database',
): JsonWebKey {
  try {
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(keyEncryptionKey, 'hex'), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(key));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const text = [decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()];
    return JSON.parse(Buffer.concat(text).toString('utf8')) as JsonWebKey;
  } catch (error) {
    throw new StartError(
      `KEY_ENCRYPTION_KEY must be the one with which the signing keys in this ${where} were encrypted, and it does not open them.`,
      { cause: error },
    );
  }
}

export function opens(sealed: SealedKey, key: Sealed, keyEncryptionKey: string): boolean {
  try {
    openKey(sealed, key, keyEncryptionKey);
    return true;
  } catch {
    return false;
  }
}

/**
 * The same where it may have been sealed with either of two.
 *
 * @returns also with which of them
 * @throws StartError with a sentence when neither opens it
 */
export function openWithEither(
  sealed: SealedKey,
  key: Sealed,
  { keyEncryptionKey, keyEncryptionKeyBefore: before }: SealingKeys,
): { privateJwk: JsonWebKey; sealedWith: string } {
  const sealedWith = before && !opens(sealed, key, keyEncryptionKey) ? before : keyEncryptionKey;
  if (sealedWith === before && !opens(sealed, key, before)) {
    throw new StartError(
      'KEY_ENCRYPTION_KEY or KEY_ENCRYPTION_KEY_BEFORE must be the one with which the signing keys in this database were encrypted, and neither opens them.',
    );
  }
  return { privateJwk: openKey(sealed, key, sealedWith), sealedWith };
}

const boundTo = ({ id, purpose }: Sealed) => Buffer.from(`${id} ${purpose}`);
