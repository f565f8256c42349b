import { baseOf } from '../../platform/printing/directions.js';
import { symbolValues, writtenCode } from '../register/code.rules.js';
import { dayInWords, daysInWords, lastDayBefore } from '../register/days.rules.js';
import { canonicalSnapshot, type CertificateSnapshot } from '../register/snapshot.rules.js';
import { guilloche } from './guilloche.js';
import { mm, type Page, pages } from './page.js';
import { type Paper } from './papers.js';
import { qrCode } from './qr-code.js';
import { Sheet, type TextStyle } from './sheet.js';

const qrSide = mm(24);

const ink = '#21201c';
const quiet = '#63635e';
const gold = '#8a6a1f';
const hairline = '#d3d0c7';
const engraving = '#e6dabb';

const label: TextStyle = { face: 'label', size: 7.5, colour: quiet };

export interface PrintOptions {
  readonly paper: Paper;
  /** The picture that the snapshot names, a PNG without transparency; null where it names none. */
  readonly logo: Uint8Array | null;
}

/**
 * Draws the certificate that a snapshot tells of, and encloses the snapshot: the same one always gives the same bytes.
 * About 70 kB, 150 kB with Han characters.
 *
 * @throws UncoveredText when a text holds characters that no font has; ask `uncoveredCharacters` before issuing
 */
export function drawCertificate(
  frozen: CertificateSnapshot,
  { paper, logo }: PrintOptions = { paper: 'a4', logo: null },
): Uint8Array<ArrayBuffer> {
  const snapshot = normalised(frozen);
  const { holder, course, academy } = snapshot;
  const facts = {
    title: `${holder.name}: ${course.title}`,
    author: academy.name,
    subject: `Certificate ${writtenCode(snapshot.code)}`,
    language: 'en',
    createdAt: new Date(snapshot.issuedAt),
  };
  const page = pages[paper];
  const sheet = new Sheet(facts, page.size, holder.han ?? 'simplified');

  drawGround(sheet, page, snapshot);
  drawAcademy(sheet, page, snapshot, logo);
  const belowStatement = drawStatement(sheet, page, snapshot);
  drawCompetencies(sheet, page, snapshot, belowStatement);
  drawResult(sheet, page, snapshot);
  drawSignatories(sheet, page, snapshot);
  drawFoot(sheet, page, snapshot);
  drawQrCode(sheet, page, snapshot);
  const description = 'Every fact that this certificate states, as data';
  sheet.document.attach('certificate.json', 'application/json', canonicalSnapshot(frozen), description);
  return sheet.document.finished();
}

/** A double rule around the page, and the rosette. */
function drawGround(sheet: Sheet, page: Page, snapshot: CertificateSnapshot): void {
  const { document } = sheet;
  sheet.artifact(() => {
    for (const [inset, thickness] of [
      [mm(8), 0.9],
      [mm(9.2), 0.3],
    ] as const) {
      document.lineWidth(thickness).rect(inset, inset, page.width - 2 * inset, page.height - 2 * inset);
      document.stroke(gold);
    }
    document.save().translate(page.stamps, page.rosette.y).lineWidth(0.4).strokeColor(engraving);
    document.addContent(guilloche(symbolValues(snapshot.code), page.rosette.radius));
    document.stroke().restore();
  });
}

const logoBox = { width: mm(46), height: mm(10.5) };

function drawAcademy(
  sheet: Sheet,
  page: Page,
  { academy }: CertificateSnapshot,
  logo: Uint8Array | null,
): void {
  const { left, right, top, statement } = page;
  let x = left;
  if (logo) {
    const y = top + 16 - logoBox.height;
    const width = sheet.picture(logo, left, y, logoBox, academy.name);
    x += width + mm(5);
  }
  const base = baseOf(academy.name);
  const { lines, size } = sheet.linesFor(academy.name, 'title', left + statement - x, [
    { largest: 15, smallest: 6 },
  ]);
  sheet.tagged(
    'P',
    () => {
      for (const line of lines) sheet.text(line, x, top + 9, { face: 'title', size, colour: gold, base });
    },
    sheet.spoken(academy.name),
  );
  sheet.tagged('P', () => {
    sheet.text('Certificate', right, top + 9, { face: 'prose', size: 13, colour: quiet }, 'right');
  });
  sheet.rule(left, top + 22, right - left, gold, 0.75);
}

/** Name, line, course, cohort. Gives the y below which the table may begin. */
function drawStatement(sheet: Sheet, page: Page, { holder, course, cohort }: CertificateSnapshot): number {
  const { left, statement } = page;
  const name = sheet.linesFor(holder.name, 'name', statement, [
    { largest: 40, smallest: 27 },
    { largest: 30, smallest: 20 },
    { largest: 22, smallest: 15 },
    { largest: 17, smallest: 11 },
  ]);
  // A single line stands where the eye expects it; more lines grow upwards and downwards from there.
  const leading = name.size * 1.16;
  let y = name.lines.length === 1 ? page.top + mm(41) : page.top + mm(31) + name.size * 0.1;
  const base = baseOf(holder.name);
  sheet.tagged(
    'H1',
    () => {
      name.lines.forEach((line, at) => {
        if (at > 0) y += leading;
        // The blank at a line's end keeps two words apart when a machine reads the lines as one.
        const ending = at < name.lines.length - 1 ? ' ' : '';
        sheet.text(line + ending, left - name.size * 0.02, y, {
          face: 'name',
          size: name.size,
          colour: ink,
          base,
        });
      });
    },
    { ...sheet.spoken(holder.name), actual: holder.name },
  );

  y += 28;
  sheet.tagged('P', () => {
    sheet.text('has completed and was examined in', left, y, { face: 'prose', size: 13, colour: quiet });
  });

  const title = sheet.linesFor(course.title, 'title', statement, [
    { largest: 22, smallest: 14 },
    { largest: 16, smallest: 9 },
  ]);
  y += 31;
  sheet.tagged(
    'H2',
    () => {
      title.lines.forEach((line, at) => {
        if (at > 0) y += title.size * 1.2;
        const ending = at < title.lines.length - 1 ? ' ' : '';
        sheet.text(line + ending, left, y, {
          face: 'title',
          size: title.size,
          colour: ink,
          base: baseOf(course.title),
        });
      });
    },
    sheet.spoken(course.title),
  );

  y += 18;
  const run = `${cohort.name} · ${daysInWords(cohort.startsOn, cohort.endsOn)} · course version ${course.versionNumber}`;
  fitted(sheet, 'P', run, left, y, statement, { face: 'label', size: 9.5, colour: quiet, base: 'ltr' });
  return y;
}

function drawCompetencies(
  sheet: Sheet,
  page: Page,
  { competencies, result }: CertificateSnapshot,
  above: number,
): void {
  const { left, statement } = page;
  const lowest = page.bottom - mm(38);
  const room = lowest - (above + 44);
  const height = Math.min(21, room / (competencies.length + 1));
  const columns = { title: left, level: left + statement * 0.56, points: left + statement };
  let y = above + 36;

  const head = { ...label };
  const cell = { face: 'label', size: Math.min(10, height * 0.56), colour: ink } as const;
  sheet.group('Table', () => {
    sheet.group('TR', () => {
      const scope = { scope: 'Column' } as const;
      sheet.tagged('TH', () => sheet.text('Competency', columns.title, y, head), scope);
      sheet.tagged('TH', () => sheet.text('Level', columns.level, y, head), scope);
      sheet.tagged('TH', () => sheet.text('Points', columns.points, y, head, 'right'), scope);
    });
    y += 6;
    sheet.rule(left, y, statement, ink, 0.5);
    for (const [at, competency] of competencies.entries()) {
      if (at > 0) sheet.rule(left, y, statement, hairline, 0.4);
      const baseline = y + height * 0.66;
      const points = `${figure(competency.points)} of ${figure(competency.ofPoints)}`;
      sheet.group('TR', () => {
        const widths = { title: statement * 0.54, level: statement * 0.28 };
        fitted(
          sheet,
          'TH',
          competency.title,
          columns.title,
          baseline,
          widths.title,
          { ...cell, face: 'strong' },
          { scope: 'Row' },
        );
        fitted(sheet, 'TD', competency.level, columns.level, baseline, widths.level, cell);
        sheet.tagged('TD', () =>
          sheet.text(points, columns.points, baseline, { ...cell, tabular: true }, 'right'),
        );
      });
      y += height;
    }
    sheet.rule(left, y, statement, ink, 0.5);
  });

  const rule = sheet.linesFor(result.passRule, 'label', statement, [
    { largest: 8.5, smallest: 7.5 },
    { largest: 8.5, smallest: 5 },
  ]);
  sheet.tagged('P', () => {
    rule.lines.forEach((line, at) => {
      sheet.text(line, left, y + 14 + at * rule.size * 1.35, {
        face: 'label',
        size: rule.size,
        colour: quiet,
        base: baseOf(result.passRule),
      });
    });
  });
}

/** The result, in the middle of the rosette like a seal. */
function drawResult(sheet: Sheet, { stamps, rosette }: Page, { result }: CertificateSnapshot): void {
  sheet.tagged('P', () => {
    sheet.text('Result', stamps, rosette.y - 20, { ...label, size: 8.5 }, 'middle');
  });
  sheet.tagged('P', () => {
    const style = { face: 'title', size: 30, colour: ink } as const;
    sheet.text(`${figure(result.percent)} %`, stamps, rosette.y + 9, style, 'middle');
  });
  sheet.tagged('P', () => {
    const needed = `${figure(result.passPercent)} % is needed to pass`;
    const size = Math.min(8.5, mm(33) / sheet.widthOf(needed, { ...label, size: 1 }));
    sheet.text(needed, stamps, rosette.y + 26, { ...label, size }, 'middle');
  });
}

function drawSignatories(sheet: Sheet, page: Page, { signatories }: CertificateSnapshot): void {
  const { left, bottom, statement } = page;
  const gap = mm(8);
  const count = Math.max(2, signatories.length);
  const width = Math.min(mm(62), (statement - gap * (count - 1)) / count);
  const y = bottom - mm(23);
  signatories.forEach(({ name, role }, at) => {
    const x = left + at * (width + gap);
    sheet.rule(x, y, width, ink, 0.5);
    fitted(sheet, 'P', name, x, y + 13, width, { face: 'person', size: 11, colour: ink });
    fitted(sheet, 'P', role, x, y + 23.5, width, { face: 'label', size: 8, colour: quiet });
  });
}

function drawFoot(sheet: Sheet, { left, right, bottom }: Page, snapshot: CertificateSnapshot): void {
  const end = right - qrSide - mm(8);
  const value = { face: 'strong', size: 9, colour: ink } as const;
  const labels = bottom - 12;

  sheet.rule(left, bottom - mm(9), end - left, hairline, 0.4);

  const dates: [string, string][] = [['Issued', dayInWords(snapshot.issuedOn)]];
  if (snapshot.validUntil !== null) {
    const last = lastDayBefore(new Date(snapshot.validUntil), snapshot.cohort.timeZone);
    dates.push(['Valid until', dayInWords(last)]);
  }
  let x = left;
  for (const [name, text] of [...dates, ['Code', writtenCode(snapshot.code)] as const]) {
    let width = 0;
    sheet.tagged('P', () => {
      sheet.text(name + ' ', x, labels, label);
      width = sheet.text(text, x, bottom, value);
    });
    x += width + mm(9);
  }

  const address = snapshot.address.replace(/^https?:\/\//, '');
  const style = { ...value, face: 'label' } as const;
  const size = Math.min(style.size, (style.size * (end - x)) / sheet.widthOf(address, style));
  sheet.group('P', () => {
    sheet.tagged('Span', () => sheet.text('Check it at ', x, labels, label));
    const description = `Check this certificate at ${snapshot.address}`;
    sheet.link(address, x, bottom, { ...style, size }, snapshot.address, description);
  });
}

function drawQrCode(sheet: Sheet, { right, bottom }: Page, { address }: CertificateSnapshot): void {
  const { document } = sheet;
  const { side, runs } = qrCode(address);
  const module = qrSide / side;
  const origin = { x: right - qrSide, y: bottom - qrSide };
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

/** One tagged line that is set smaller where it would be too wide. */
function fitted(
  sheet: Sheet,
  type: string,
  text: string,
  x: number,
  y: number,
  measure: number,
  style: TextStyle,
  options = {},
): void {
  const size = Math.min(style.size, (style.size * measure) / Math.max(sheet.widthOf(text, style), 1));
  const spoken = { ...sheet.spoken(text), ...options };
  sheet.tagged(type, () => sheet.text(text, x, y, { base: baseOf(text), ...style, size }), spoken);
}

/** 15.5, 80: at most two decimals. */
const figures = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
function figure(n: number): string {
  return figures.format(n);
}

function normalised<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).normalize('NFC')) as T;
}
