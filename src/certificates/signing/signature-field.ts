import { PDF, PdfArray, PdfDict, PdfName, PdfNumber, type PdfRef, PdfString } from '@libpdf/core';
import type { Bytes } from './der.js';
import { inHexadecimal } from './signature-algorithms.js';
import type { SignaturePlace } from './signed-range.js';

export interface SignatureFacts {
  /** Who signs. */
  readonly name: string;
  readonly signedAt: Date;
  /** Octets that the signature may have. */
  readonly room: number;
}

/**
 * Appends an invisible signature field with room for the signature to a PDF without a form. It certifies the file: nothing may be
 * changed after it (ISO 32000-2, 12.8.2.2, P 1). What stands in the file already is not touched (7.5.6), so an archive
 * copy stays one.
 */
export async function withSignatureField(
  pdf: Uint8Array,
  { name, signedAt, room }: SignatureFacts,
): Promise<{ bytes: Bytes; place: SignaturePlace }> {
  const document = await PDF.load(pdf);
  const { context } = document;
  const page = context.pages.getPage(0);
  if (!page || document.getForm()) throw new Error('Only a PDF with a page and without a form is signed.');
  const signature = context.register(
    PdfDict.of({
      Type: PdfName.of('Sig'),
      Filter: PdfName.of('Adobe.PPKLite'),
      SubFilter: PdfName.of('ETSI.CAdES.detached'),
      Name: PdfString.fromString(name),
      Reason: PdfString.fromString('Issued as a certificate'),
      Reference: new PdfArray([permissions()]),
      M: PdfString.fromString(dateOf(signedAt)),
      ByteRange: new PdfArray([PdfNumber.of(0), ...Array.from({ length: 3 }, () => PdfNumber.of(UNKNOWN))]),
      Contents: PdfString.fromBytes(new Uint8Array(room)),
    }),
  );
  const field = context.register(
    PdfDict.of({
      Type: PdfName.of('Annot'),
      Subtype: PdfName.of('Widget'),
      FT: PdfName.of('Sig'),
      T: PdfString.fromString('Signature'),
      // What a voice calls it (ISO 14289-1, 7.18.4).
      TU: PdfString.fromString('Signature of the academy'),
      F: PdfNumber.of(PRINTED_AND_LOCKED),
      Rect: new PdfArray(Array.from({ length: 4 }, () => PdfNumber.of(0))),
      P: page,
      V: signature,
    }),
  );
  const catalog = document.getCatalog();
  catalog.set('AcroForm', context.register(formOf(field)));
  catalog.set('Perms', PdfDict.of({ DocMDP: signature }));
  const bytes = (await document.save({ incremental: true })).slice();
  return { bytes, place: rangeWritten(bytes) };
}

/** Writes the signature into its place; zeros are left behind it. */
export function putSignature(bytes: Uint8Array, { begin, end }: SignaturePlace, signature: Uint8Array): void {
  if (2 * signature.length > end - begin - 2)
    throw new Error('The signature is longer than the room for it.');
  bytes.set(new TextEncoder().encode(inHexadecimal(signature)), begin + 1);
}

/** Ten digits, until the numbers are known. */
const UNKNOWN = 9_999_999_999;
/** Print (ISO 19005-3, 6.3.2) and Locked (ISO 32000-2, table 167). */
const PRINTED_AND_LOCKED = 4 + 128;
/** SignaturesExist and AppendOnly (ISO 32000-2, table 225). */
const SIGNED_AND_APPEND_ONLY = 3;

const formOf = (field: PdfRef) =>
  PdfDict.of({ Fields: new PdfArray([field]), SigFlags: PdfNumber.of(SIGNED_AND_APPEND_ONLY) });

const permissions = () =>
  PdfDict.of({
    Type: PdfName.of('SigRef'),
    TransformMethod: PdfName.of('DocMDP'),
    TransformParams: PdfDict.of({
      Type: PdfName.of('TransformParams'),
      P: PdfNumber.of(1),
      V: PdfName.of('1.2'),
    }),
  });

const dateOf = (time: Date) => `D:${time.toISOString().slice(0, 19).replace(/\D/g, '')}Z`;

/** Puts the true numbers where there was room for them. */
function rangeWritten(bytes: Uint8Array): SignaturePlace {
  const text = new TextDecoder('latin1').decode(bytes);
  const range = text.lastIndexOf(`[0 ${UNKNOWN} ${UNKNOWN} ${UNKNOWN}]`);
  const begin = text.indexOf('<', range);
  const end = text.indexOf('>', begin) + 1;
  if (range < 0 || begin < 0 || end < begin) throw new Error('The room for the signature was not found.');
  const numbers = [begin, end, bytes.length - end].map((number) => String(number).padEnd(10));
  bytes.set(new TextEncoder().encode(`[0 ${numbers.join(' ')}]`), range);
  return { begin, end };
}
