// This package comes without types; what is used of it.
declare module '@digitalbazaar/vc-bitstring-status-list' {
  import { type DataIntegrityProof, type DocumentLoader } from '@digitalbazaar/data-integrity';

  interface List {
    readonly length: number;
    getStatus(place: number): boolean;
    setStatus(place: number, set: boolean): void;
    encode(): Promise<string>;
  }
  export function createList(options: { length: number }): Promise<List>;
  export function decodeList(options: { encodedList: string }): Promise<List>;
  /** `verified` says that the lists could be read; whether a bit is set say the results. */
  export function checkStatus(options: {
    credential: object;
    suite: DataIntegrityProof;
    documentLoader: DocumentLoader;
    verifyBitstringStatusListCredential: boolean;
  }): Promise<{
    verified: boolean;
    error?: Error;
    results?: { verified: boolean; status: boolean; credentialStatus: { statusPurpose: string } }[];
  }>;
}
