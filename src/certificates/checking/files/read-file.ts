import { base64url } from 'jose';
import { isRecord } from '../../../assignments/sections/text.rules.js';
import { type Finding } from '../../credential/finding.rules.js';
import { readJson } from '../../credential/json-text.rules.js';
import { type Known, verifyCredential } from '../../credential/verify-credential.js';
import { issuerDid } from '../../keys/issuer.rules.js';
import { type Code, parseCode } from '../../register/code.rules.js';
import { checkPdf, type KnownToPdfs, type PdfFinding } from '../../signing/check-pdf.js';
import {
  type Carried,
  carriedByPng,
  carriedBySvg,
  enclosedInPdf,
  isPng,
  isShort,
  isSmall,
} from './carried.js';
import { type Given, isSnapshot } from './facts.rules.js';
import { claimsDigest, credentialDigest, digestOf, type FileDigests } from './file-digests.js';

export interface FileTask {
  readonly bytes: Uint8Array;
  readonly known: Known & KnownToPdfs;
}

export type FileKind = 'pdf' | 'png' | 'svg' | 'json' | 'jwt' | 'other';

/** What a file says, before the register is asked. Plain data, so that it travels out of a thread. */
export type FileReading = ReadCertificate | NoCredential;

/** It holds a credential, or what a certificate was printed from: genuine, altered or a stranger's. */
export interface ReadCertificate {
  readonly file: FileKind;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
  /** Null where it is no PDF. */
  readonly pdf: PdfFinding | null;
  /** Null where it holds no credential. */
  readonly credential: Finding | null;
  readonly given: Given;
  /** SHA-256 of what it was printed from, as it stands in the file; null where it does not. */
  readonly snapshotDigest: string | null;
  /** `credentialDigest` and `claimsDigest`; null where there is no credential, or one that is longer than any certificate's. */
  readonly credentialDigest: string | null;
  readonly claimsDigest: string | null;
  /** Of the certificate of this academy that it says it is; null where it says nothing of that kind. */
  readonly code: Code | null;
}

export interface NoCredential {
  readonly file: FileKind;
  readonly digest: string;
  readonly pdf: PdfFinding | null;
  readonly credential: null;
  readonly sentence: string;
  /** Of the address of a certificate that stands in it. */
  readonly code: Code | null;
}

/**
 * Reads and checks a file of any kind. It may hold the processor for a while, so it is done in a thread: of the server, or of
 * the browser of whoever has the file. It knows of neither, and asks nothing of anybody.
 *
 * @returns findings for every file there is
 */
export async function readFile({ bytes, known }: FileTask): Promise<FileReading> {
  const digest = await digestOf(bytes);
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  if (start.includes('%PDF-')) return readPdf(bytes, digest, known);
  if (isPng(bytes)) return readPicture('png', carriedByPng(bytes), digest, known);
  const text = textIn(bytes);
  if (text === null) return nothing('other', digest);
  if (/^\s*</.test(text) && /<(?:[\w.-]{1,40}:)?svg[\s>]/.test(text))
    return readPicture('svg', carriedBySvg(text), digest, known);
  if (/^\s*[{[]/.test(text)) return readJsonText(text, digest, known);
  if (/^\s*[\w-]+\.[\w-]*\.[\w-]*\s*$/.test(text)) return readCredential('jwt', text, digest, known);
  return nothing('other', digest);
}

async function readPdf(bytes: Uint8Array, digest: string, known: FileTask['known']): Promise<FileReading> {
  const found = await checkPdf(bytes, known);
  const { snapshot, credential, code } =
    found.kind === 'genuine' ? { ...found, code: null } : enclosedInPdf(bytes);
  // What it encloses is told by itself.
  const pdf = found.kind === 'genuine' ? { ...found, snapshot: null, credential: null } : found;
  const file = { file: 'pdf', digest, pdf } as const;
  if (snapshot === null && credential === null) {
    const sentence = `${found.sentence} It holds no credential.`;
    return { ...file, credential: null, sentence, code };
  }
  return {
    ...file,
    ...(await findings(credential, snapshot, known)),
    ...(snapshot !== null && { snapshotDigest: await digestOf(snapshot) }),
  };
}

async function readPicture(
  file: 'png' | 'svg',
  carried: Carried,
  digest: string,
  known: Known,
): Promise<FileReading> {
  return 'trouble' in carried
    ? { file, digest, pdf: null, credential: null, sentence: carried.trouble, code: null }
    : readCredential(file, carried.credential, digest, known);
}

async function readJsonText(text: string, digest: string, known: Known): Promise<FileReading> {
  const read = readJson(text);
  const isPlain = typeof read !== 'string' && isShort(text) && isSmall(read.value) && isSnapshot(read.value);
  if (!isPlain) return readCredential('json', text, digest, known);
  const found = await findings(null, text, known);
  return { file: 'json', digest, pdf: null, ...found, snapshotDigest: await digestOf(text) };
}

async function readCredential(
  file: FileKind,
  text: string,
  digest: string,
  known: Known,
): Promise<FileReading> {
  const found = await findings(text, null, known);
  const { credential } = found;
  const without = ['not-json', 'not-a-certificate', 'too-large'];
  if (found.code === null && credential && without.includes(credential.status))
    return { file, digest, pdf: null, credential: null, sentence: credential.sentence, code: null };
  return { file, digest, pdf: null, ...found };
}

type Findings = Omit<ReadCertificate, 'file' | 'digest' | 'pdf'>;

async function findings(
  credentialText: string | null,
  snapshotText: string | null,
  known: Known,
): Promise<Findings> {
  const credential = credentialText === null ? null : await verifyCredential(credentialText, known);
  const text = credentialText !== null && isShort(credentialText) ? credentialText.trim() : null;
  const claims = text === null ? null : claimsOf(text);
  const given = { snapshot: snapshotText === null ? null : valueOf(snapshotText), credential: claims };
  return {
    credential,
    given,
    snapshotDigest: null,
    credentialDigest:
      text === null ? null : await credentialDigest(text.startsWith('{') ? valueOf(text) : text),
    claimsDigest: claims === null ? null : await claimsDigest(claims),
    code: (credential && 'code' in credential ? credential.code : null) ?? codeOf(given, known),
  };
}

/** Only of what names this academy: other academies have codes as well. */
function codeOf({ snapshot, credential }: Given, { publicUrl, pagesUrl = publicUrl }: Known): Code | null {
  const [id, issuer] = isRecord(credential) ? [credential['id'], credential['issuer']] : [];
  const named = isRecord(issuer) ? issuer['id'] : issuer;
  const isHere =
    typeof id === 'string' && [publicUrl, pagesUrl].some((origin) => id.startsWith(`${origin}/`));
  const isOurs = named === issuerDid(publicUrl) || isHere;
  const written = isRecord(snapshot) ? snapshot['code'] : isOurs ? id : null;
  const parsed = typeof written === 'string' ? parseCode(written) : null;
  return parsed?.kind === 'code' ? parsed.code : null;
}

/** What a credential says, however it is signed; null where that is more than any certificate says. */
function claimsOf(text: string): unknown {
  const value = text.startsWith('{') ? valueOf(text) : payloadOf(text);
  if (!isRecord(value) || !isSmall(value)) return null;
  const claims = new Set(text.startsWith('{') ? ['proof'] : ['iss', 'sub', 'jti', 'nbf', 'iat', 'exp']);
  return Object.fromEntries(Object.entries(value).filter(([name]) => !claims.has(name)));
}

function payloadOf(token: string): unknown {
  const [, payload = ''] = token.split('.');
  try {
    return valueOf(new TextDecoder('utf-8', { fatal: true }).decode(base64url.decode(payload)));
  } catch {
    return null;
  }
}

function valueOf(text: string): unknown {
  const read = readJson(text);
  return typeof read === 'string' ? null : read.value;
}

function textIn(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

const nothing = (file: FileKind, digest: string): NoCredential => ({
  file,
  digest,
  pdf: null,
  credential: null,
  sentence: 'This is no PDF, PNG, SVG, JSON or JWT, so there is no credential in it.',
  code: null,
});

/** What of it is asked of the register. */
export const digestsOf = (reading: ReadCertificate): FileDigests => ({
  file: reading.digest,
  snapshot: reading.snapshotDigest,
  credential: reading.credentialDigest,
  claims: reading.claimsDigest,
});
