import { writtenCode } from '../register/code.rules.js';
import { dayInWords, lastDayBefore } from '../register/days.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { colours, label, LEGIBLE } from './look.js';
import { mm, type Page } from './page.js';
import { qrCode } from './qr-code.js';
import { LEADING, type Sheet } from './sheet.js';

export const QR_SIDE = mm(24);

const { ink, hairline } = colours;

/** Days, code and address, on the lowest line beside the QR code. */
export function drawFoot(sheet: Sheet, { left, right, bottom }: Page, snapshot: CertificateSnapshot): void {
  const end = right - QR_SIDE - mm(8);
  const value = { face: 'strong', size: 9, colour: ink } as const;
  const labels = bottom - 12;

  sheet.rule(left, bottom - mm(9), end - left, hairline, 0.4);

  const dates: [string, string][] = [['Issued', dayInWords(snapshot.issuedOn)]];
  if (snapshot.validUntil !== null) {
    const last = lastDayBefore(new Date(snapshot.validUntil), snapshot.cohort.timeZone);
    dates.push(['Valid until', dayInWords(last)]);
  }
  const gap = dates.length > 1 ? mm(5) : mm(9);
  let x = left;
  for (const [name, text] of [...dates, ['Code', writtenCode(snapshot.code)] as const]) {
    let width = 0;
    sheet.tagged('P', () => {
      sheet.text(name + ' ', x, labels, label);
      width = sheet.text(text, x, bottom, value);
    });
    x += width + gap;
  }

  const address = snapshot.address.replace(/^https?:\/\//, '');
  const style = { ...value, face: 'label' } as const;
  const sizeOf = (lines: readonly string[]) => {
    const widest = Math.max(...lines.map((line) => sheet.widthOf(line, { ...style, size: 1 })));
    return Math.min(style.size, (end - x) / widest);
  };
  const path = address.indexOf('/') + 1;
  const lines = sizeOf([address]) >= LEGIBLE ? [address] : [address.slice(0, path), address.slice(path)];
  const size = lines.length === 1 ? sizeOf(lines) : Math.min(label.size, sizeOf(lines));
  const first = bottom - (lines.length - 1) * size * LEADING;
  sheet.group('P', () => {
    const above = Math.min(labels, first - size * LEADING);
    sheet.tagged('Span', () => sheet.text('Check it at ', x, above, label));
    const description = `Check this certificate at ${snapshot.address}`;
    lines.forEach((line, at) => {
      const y = first + at * size * LEADING;
      sheet.link(line, x, y, { ...style, size }, snapshot.address, description);
    });
  });
}

/** Of the address, as one picture. */
export function drawQrCode(sheet: Sheet, { right, bottom }: Page, { address }: CertificateSnapshot): void {
  const { document } = sheet;
  const { side, runs } = qrCode(address);
  const module = QR_SIDE / side;
  const origin = { x: right - QR_SIDE, y: bottom - QR_SIDE };
  sheet.tagged(
    'Figure',
    () => {
      // One path, filled once: no hairlines between neighbouring modules, on paper or screen.
      for (const { row, column, length } of runs) {
        document.rect(origin.x + column * module, origin.y + row * module, length * module, module);
      }
      document.fill('#000000');
    },
    { alt: `QR code of the address ${address}`, bbox: [origin.x, origin.y, right, bottom] },
  );
}
