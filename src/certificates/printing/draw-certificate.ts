import { withoutUsText } from '../checking/without-us.rules.js';
import { symbolValues, writtenCode } from '../register/code.rules.js';
import { daysInWords } from '../register/days.rules.js';
import { canonicalSnapshot, type CertificateSnapshot } from '../register/snapshot.rules.js';
import { drawCompetencies } from './draw-competencies.js';
import { drawFoot, drawQrCode, QR_SIDE } from './draw-foot.js';
import { enclosures } from './enclosures.js';
import { guilloche } from './guilloche.js';
import { colours, figure, label, LEGIBLE } from './look.js';
import { mm, type Page, pages } from './page.js';
import { type Paper } from './papers.js';
import type { SetLines } from './set-lines.js';
import { LEADING, Sheet } from './sheet.js';

const { ink, quiet, gold, engraving } = colours;

export interface PrintOptions {
  readonly paper: Paper;
  /** The picture that the snapshot names, a PNG without transparency; null where it names none. */
  readonly logo: Uint8Array | null;
  /** The signed credential, a JSON text, enclosed beside the snapshot where there is one, with how to check it. */
  readonly credential?: string | null;
}

/**
 * Draws the certificate that a snapshot tells of, and encloses the snapshot: the same one always gives the same bytes.
 * About 70 kB, 150 kB with Han characters.
 *
 * @throws UncoveredText when a text holds characters that no font has; ask `uncoveredCharacters` before issuing
 */
export function drawCertificate(
  frozen: CertificateSnapshot,
  { paper, logo, credential = null }: PrintOptions = { paper: 'a4', logo: null },
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
  const signatures = setSignatories(sheet, page, snapshot);
  const belowStatement = drawStatement(sheet, page, snapshot);
  drawResults(sheet, page, snapshot, { above: belowStatement, below: signatures.top });
  drawResult(sheet, page, snapshot);
  drawSignatories(sheet, signatures);
  drawFoot(sheet, page, snapshot);
  drawQrCode(sheet, page, snapshot);
  enclose(sheet, frozen, credential);
  return sheet.document.finished();
}

function enclose({ document }: Sheet, snapshot: CertificateSnapshot, credential: string | null): void {
  document.attach(enclosures.snapshot, canonicalSnapshot(snapshot), {
    type: 'application/json',
    description: 'Every fact that this certificate states, as data',
    relationship: 'Source',
  });
  if (credential === null) return;
  document.attach(enclosures.credential, credential, {
    type: 'application/ld+json',
    description: 'The same as a credential, signed for programs to check (Open Badges 3.0)',
    relationship: 'Source',
  });
  document.attach(enclosures.howToCheck, withoutUsText(new URL(snapshot.address).origin), {
    type: 'text/plain',
    description: 'How to check this certificate without asking the academy',
    relationship: 'Supplement',
  });
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
  const { left, right, top } = page;
  let x = left;
  if (logo) {
    const y = top + 16 - logoBox.height;
    const width = sheet.picture(logo, left, y, logoBox, academy.name);
    x += width + mm(5);
  }
  const kind = { face: 'prose', size: 13, colour: quiet } as const;
  const name = sheet.linesFor(academy.name, 'title', right - sheet.widthOf('Certificate', kind) - mm(8) - x, [
    { largest: 15, smallest: 10 },
    { largest: 10, smallest: LEGIBLE },
  ]);
  const y = name.lines.length === 1 ? top + 9 : top + 12 - name.size * LEADING;
  sheet.paragraph('P', academy.name, name, { x, y }, { face: 'title', colour: gold });
  sheet.tagged('P', () => {
    sheet.text('Certificate', right, top + 9, kind, 'right');
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
  const leading = 1.16;
  const lowered = [41, 31][name.lines.length - 1] ?? 27;
  let y = page.top + mm(lowered) + (name.lines.length === 1 ? 0 : name.size * 0.1);
  const place = { x: left - name.size * 0.02, y, leading };
  y = sheet.paragraph('H1', holder.name, name, place, { face: 'name', colour: ink }, { actual: holder.name });

  const gap = name.lines.length > 2 ? 24 : 29;
  y += gap - 1;
  sheet.tagged('P', () => {
    sheet.text('has completed and was examined in', left, y, { face: 'prose', size: 13, colour: quiet });
  });

  const title = sheet.linesFor(course.title, 'title', statement, [
    { largest: 22, smallest: 14 },
    { largest: 16, smallest: 9 },
    { largest: 11, smallest: LEGIBLE },
  ]);
  y += gap + 2;
  y = sheet.paragraph('H2', course.title, title, { x: left, y }, { face: 'title', colour: ink });

  y += 18;
  const run = `${cohort.name} · ${daysInWords(cohort.startsOn, cohort.endsOn)} · course version ${course.versionNumber}`;
  const lines = sheet.linesFor(run, 'label', statement, [
    { largest: 9.5, smallest: 8 },
    { largest: 8.5, smallest: LEGIBLE },
  ]);
  return sheet.paragraph('P', run, lines, { x: left, y }, { face: 'label', colour: quiet, base: 'ltr' });
}

/** The competencies, and the rule by which somebody passes, between the statement and the signatures. */
function drawResults(
  sheet: Sheet,
  { left, statement: width }: Page,
  { competencies, result }: CertificateSnapshot,
  { above, below }: { above: number; below: number },
): void {
  const look = { face: 'label', colour: quiet } as const;
  const rule = sheet.linesFor(result.passRule, 'label', width, [
    { largest: 8.5, smallest: 7.5 },
    { largest: 8.5, smallest: LEGIBLE },
    { largest: 7, smallest: LEGIBLE },
  ]);
  const bottom = below - mm(15) - (rule.lines.length - 1) * rule.size * LEADING;
  // Where there is much to say, the table stands closer to what is above it.
  const box = { left, width, bottom };
  const y = drawCompetencies(sheet, competencies, { ...box, top: above + 36, highest: above + 22 });
  sheet.paragraph('P', result.passRule, rule, { x: left, y: y + 14 }, look);
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

interface Signature {
  readonly x: number;
  readonly width: number;
  readonly signatory: CertificateSnapshot['signatories'][number];
  readonly name: SetLines;
  readonly role: SetLines;
}

interface Signatures {
  /** Where their rules are drawn; names stand below. */
  readonly top: number;
  readonly people: readonly Signature[];
}

/** Side by side at one height; names and roles of several lines lift them all. */
function setSignatories(sheet: Sheet, page: Page, { signatories }: CertificateSnapshot): Signatures {
  const { left, right, bottom, statement } = page;
  const gap = mm(8);
  const count = Math.max(2, signatories.length);
  // Two stand below the table; more go as far as the line at the foot does.
  const room = count === 2 ? statement : right - QR_SIDE - gap - left;
  const width = Math.min(mm(62), (room - gap * (count - 1)) / count);
  const people = signatories.map((signatory, at): Signature => {
    const name = sheet.linesFor(signatory.name, 'person', width, [
      { largest: 11, smallest: 9 },
      { largest: 9, smallest: 7.5 },
      { largest: 7.5, smallest: LEGIBLE },
      { largest: 7, smallest: LEGIBLE },
    ]);
    const role = sheet.linesFor(signatory.role, 'label', width, [
      { largest: 8, smallest: 7 },
      { largest: 7, smallest: LEGIBLE },
      { largest: LEGIBLE, smallest: LEGIBLE },
    ]);
    return { x: left + at * (width + gap), width, signatory, name, role };
  });
  const further = ({ lines, size }: SetLines) => (lines.length - 1) * size * LEADING;
  const lift = Math.max(0, ...people.map(({ name, role }) => further(name) + further(role)));
  return { top: bottom - mm(23) - lift, people };
}

function drawSignatories(sheet: Sheet, { top, people }: Signatures): void {
  for (const { x, width, signatory, name, role } of people) {
    sheet.rule(x, top, width, ink, 0.5);
    const below = { x, y: top + 13 };
    const y = sheet.paragraph('P', signatory.name, name, below, { face: 'person', colour: ink });
    sheet.paragraph('P', signatory.role, role, { x, y: y + 10.5 }, { face: 'label', colour: quiet });
  }
}

function normalised<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).normalize('NFC')) as T;
}
