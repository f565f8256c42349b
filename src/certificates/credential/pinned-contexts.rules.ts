export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2';
export const OPEN_BADGES_CONTEXT = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
/** Names `1EdTechJsonSchemaValidator2019`, which JSON-LD's safe mode refuses without it. */
export const OPEN_BADGES_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';

/** The contexts of a certificate, in this order (Verifiable Credentials 2.0, section 4.3; Open Badges 3.0, section B.1.1). */
export const pinnedContexts: readonly string[] = [
  CREDENTIALS_CONTEXT,
  OPEN_BADGES_CONTEXT,
  OPEN_BADGES_EXTENSIONS,
];
