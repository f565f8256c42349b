import { create } from 'qrcode';

/**
 * A QR code as one list of rectangles in modules: dark runs of a row from left to right. Error correction M (15 %), the
 * quiet zone of four modules is for the page to keep (ISO/IEC 18004, 6.3.8).
 */
export interface QrCode {
  /** Modules along one side, without the quiet zone. */
  readonly side: number;
  readonly runs: readonly { readonly row: number; readonly column: number; readonly length: number }[];
}

export function qrCode(text: string): QrCode {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const runs: { row: number; column: number; length: number }[] = [];
  for (let row = 0; row < modules.size; row++) {
    for (let column = 0; column < modules.size; column++) {
      if (!modules.get(row, column)) continue;
      const last = runs.at(-1);
      if (last?.row === row && last.column + last.length === column) last.length++;
      else runs.push({ row, column, length: 1 });
    }
  }
  return { side: modules.size, runs };
}
