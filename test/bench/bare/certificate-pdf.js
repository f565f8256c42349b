// The certificate's page drawn by PDFKit calls one after the other: the same texts, fonts, tags, rosette and QR code as
// the product's, and none of its care. Nothing is measured to fit, no letter is looked up, no thread is crossed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';
import PDFDocument from 'pdfkit';
import qrcode from 'qrcode';
import { symbolValues, writtenCode } from '../../../dist/src/certificates/register/code.rules.js';
import { guilloche } from '../../../dist/src/certificates/printing/guilloche.js';

const { resolve } = createRequire(import.meta.url);
const parsed = (file) => create(readFileSync(resolve(`@expo-google-fonts/${file}`)));

/** Parsed once, before anything is timed. */
const fonts = {
  serif: parsed('source-serif-4/400Regular/SourceSerif4_400Regular.ttf'),
  italic: parsed('source-serif-4/400Regular_Italic/SourceSerif4_400Regular_Italic.ttf'),
  medium: parsed('source-serif-4/500Medium/SourceSerif4_500Medium.ttf'),
  semibold: parsed('source-serif-4/600SemiBold/SourceSerif4_600SemiBold.ttf'),
  sans: parsed('inter/400Regular/Inter_400Regular.ttf'),
  strong: parsed('inter/600SemiBold/Inter_600SemiBold.ttf'),
};

const ink = '#21201c';
const quiet = '#63635e';
const gold = '#8a6a1f';
const hairline = '#d3d0c7';

export function bareCertificate(snapshot) {
  const document = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin: 0,
    font: '',
    subset: 'PDF/A-3a',
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: 'en',
    info: {
      Title: `${snapshot.holder.name}: ${snapshot.course.title}`,
      Author: snapshot.academy.name,
      CreationDate: new Date(snapshot.issuedAt),
    },
  });
  for (const [name, font] of Object.entries(fonts)) document.registerFont(name, font);

  const root = document.struct('Document');
  document.addStructure(root);
  const tag = (parent, type, draw, options = {}) => parent.add(document.struct(type, options, draw));
  const group = (parent, type) => {
    const element = document.struct(type);
    parent.add(element);
    return element;
  };
  const text = (font, size, colour, string, x, y, options = {}) =>
    document
      .font(font)
      .fontSize(size)
      .fillColor(colour)
      .text(string, x, y, { lineBreak: false, baseline: 'alphabetic', ...options });
  const rule = (x, y, width, colour, thickness) => {
    document.markContent('Artifact', { type: 'Layout' });
    document
      .lineWidth(thickness)
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke(colour);
    document.endMarkedContent();
  };

  document.markContent('Artifact', { type: 'Layout' });
  document.lineWidth(0.9).rect(22.7, 22.7, 796.5, 549.9).stroke(gold);
  document.lineWidth(0.3).rect(26.1, 26.1, 789.7, 543.1).stroke(gold);
  document.save().translate(676, 241).lineWidth(0.4).strokeColor('#e6dabb');
  document.addContent(guilloche(symbolValues(snapshot.code), 119));
  document.stroke().restore();
  document.endMarkedContent();

  tag(root, 'P', () => text('semibold', 15, gold, snapshot.academy.name, 51, 62));
  tag(root, 'P', () => text('italic', 13, quiet, 'Certificate', 732, 62));
  rule(51, 73, 740, gold, 0.75);
  tag(root, 'H1', () => text('medium', 38, ink, snapshot.holder.name, 50, 161), {
    actual: snapshot.holder.name,
  });
  tag(root, 'P', () => text('italic', 13, quiet, 'has completed and was examined in', 51, 188));
  tag(root, 'H2', () => text('semibold', 20, ink, snapshot.course.title, 51, 218));
  const run = `${snapshot.cohort.name} · 19 October to 8 November 2026 · course version ${snapshot.course.versionNumber}`;
  tag(root, 'P', () => text('sans', 9.5, quiet, run, 51, 236));

  const table = group(root, 'Table');
  const head = group(table, 'TR');
  tag(head, 'TH', () => text('sans', 7.5, quiet, 'Competency', 51, 272), { scope: 'Column' });
  tag(head, 'TH', () => text('sans', 7.5, quiet, 'Level', 321, 272), { scope: 'Column' });
  tag(head, 'TH', () => text('sans', 7.5, quiet, 'Points', 509, 272), { scope: 'Column' });
  rule(51, 278, 482, ink, 0.5);
  snapshot.competencies.forEach(({ title, level, points, ofPoints }, at) => {
    const y = 291 + 20 * at;
    if (at > 0) rule(51, y - 13, 482, hairline, 0.4);
    const row = group(table, 'TR');
    tag(row, 'TH', () => text('strong', 10, ink, title, 51, y), { scope: 'Row' });
    tag(row, 'TD', () => text('sans', 10, ink, level, 321, y));
    tag(row, 'TD', () => text('sans', 10, ink, `${points} of ${ofPoints}`, 490, y, { features: ['tnum'] }));
  });
  rule(51, 378, 482, ink, 0.5);
  tag(root, 'P', () => text('sans', 8.5, quiet, snapshot.result.passRule, 51, 392));

  tag(root, 'P', () => text('sans', 8.5, quiet, 'Result', 664, 221));
  tag(root, 'P', () => text('semibold', 30, ink, `${snapshot.result.percent} %`, 630, 250));
  tag(root, 'P', () =>
    text('sans', 8.5, quiet, `${snapshot.result.passPercent} % is needed to pass`, 629, 267),
  );

  snapshot.signatories.forEach(({ name, role }, at) => {
    const x = 51 + at * 198;
    rule(x, 479, 176, ink, 0.5);
    tag(root, 'P', () => text('serif', 11, ink, name, x, 492));
    tag(root, 'P', () => text('sans', 8, quiet, role, x, 502));
  });

  rule(51, 519, 650, hairline, 0.4);
  tag(root, 'P', () => {
    text('sans', 7.5, quiet, 'Issued ', 51, 532);
    text('strong', 9, ink, '14 November 2026', 51, 544);
  });
  tag(root, 'P', () => {
    text('sans', 7.5, quiet, 'Code ', 159, 532);
    text('strong', 9, ink, writtenCode(snapshot.code), 159, 544);
  });
  const check = group(root, 'P');
  tag(check, 'Span', () => text('sans', 7.5, quiet, 'Check it at ', 358, 532));
  const link = group(check, 'Link');
  link.add(() => text('sans', 9, ink, snapshot.address.slice('https://'.length), 358, 544));
  document.link(358, 535, 278, 12, snapshot.address, {
    structParent: link,
    Contents: new String(`Check this certificate at ${snapshot.address}`),
  });

  const { modules } = qrcode.create(snapshot.address, { errorCorrectionLevel: 'M' });
  const module = 68 / modules.size;
  tag(
    root,
    'Figure',
    () => {
      for (let row = 0; row < modules.size; row++) {
        let start = -1;
        for (let column = 0; column <= modules.size; column++) {
          const dark = column < modules.size && modules.get(row, column);
          if (dark && start < 0) start = column;
          if (!dark && start >= 0) {
            document.rect(723 + start * module, 476 + row * module, (column - start) * module, module);
            start = -1;
          }
        }
      }
      document.fill('#000000');
    },
    { alt: `QR code of the address ${snapshot.address}`, bbox: [723, 476, 791, 544] },
  );
  document.file(Buffer.from(JSON.stringify(snapshot)), {
    name: 'certificate.json',
    type: 'application/json',
    relationship: 'Source',
    creationDate: new Date(snapshot.issuedAt),
    modifiedDate: new Date(snapshot.issuedAt),
  });
  document.end();
  return document.read();
}
