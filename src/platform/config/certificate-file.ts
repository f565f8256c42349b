import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.js';

/**
 * The certificates that TIMESTAMP_CA names.
 *
 * @param path of a file with one or more certificates as PEM (RFC 7468); what else stands in it is left out
 * @returns PEM
 * @throws ConfigError with a sentence when there is no such file, or none in it that can be read
 */
export function readCertificates(path: string): string {
  try {
    const blocks = readFileSync(path, 'utf8').match(
      /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
    );
    if (!blocks) throw new Error('There is no certificate in the file.');
    return blocks.map((block) => new X509Certificate(block).toString()).join('');
  } catch (error) {
    throw new ConfigError(
      `TIMESTAMP_CA must be a file with the certificates of time stamp authorities as PEM, and ${path} is not.`,
      { cause: error },
    );
  }
}
