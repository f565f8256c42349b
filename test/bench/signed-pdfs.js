// A certificate's PDF signed, and checked as somebody would who was handed it: one after the other, on one core.
import { newKeyPair } from '../../dist/src/certificates/keys/key-pairs.js';
import { leafChain, rootCertificate } from '../../dist/src/certificates/keys/x509.js';
import { drawCertificate } from '../../dist/src/certificates/printing/draw-certificate.js';
import { checkPdf } from '../../dist/src/certificates/signing/check-pdf.js';
import { signPdf } from '../../dist/src/certificates/signing/sign-pdf.js';
import { aSnapshot } from './certificates.js';

/**
 * @param {{ times?: number }} options
 * @returns {Promise<{ name: string, value: number, unit: string, bound?: string }[]>}
 */
export async function run({ times = 200 } = {}) {
  const pdf = drawCertificate(aSnapshot());
  const key = await aKey();
  const signedAt = new Date();
  const sign = () => signPdf(pdf, key, { signedAt, timestampUrl: null });
  const signed = await sign();
  const check = async () => {
    const { kind } = await checkPdf(signed, { keys: [key], now: signedAt });
    if (kind !== 'genuine') throw new Error(`The file that was signed is ${kind}.`);
  };
  await check();
  return [
    { name: 'certificate as PDF, signed', value: await each(sign, times), unit: 'ms' },
    { name: '– checked', value: await each(check, times), unit: 'ms' },
    { name: '– what the signature adds', value: signed.length - pdf.length, unit: 'bytes' },
  ];
}

/** @returns milliseconds of one, on average */
export async function each(act, times) {
  const began = performance.now();
  for (let time = 0; time < times; time++) await act();
  return (performance.now() - began) / times;
}

export async function aKey() {
  const createdAt = new Date();
  const issuer = { name: 'Capstone Academy', publicUrl: 'https://capstone.example' };
  const [root, pair] = await Promise.all([newKeyPair('root'), newKeyPair('pdf')]);
  const certificate = await rootCertificate(root, issuer, createdAt);
  const above = { privateJwk: root.privateJwk, certificate };
  return {
    ...{ id: 'bench', name: 'pdf-bench', purpose: 'pdf', createdAt, retiredAt: null, compromisedSince: null },
    ...pair,
    publicKeyMultibase: null,
    certificateChain: await leafChain(pair.publicJwk, above, issuer, createdAt),
  };
}
