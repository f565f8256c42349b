import type { CertificateSnapshot } from '../register/snapshot.rules.js';
import { colours, figure, LEGIBLE, label } from './look.js';
import { mm } from './page.js';
import type { SetLines } from './set-lines.js';
import { LEADING, type Sheet } from './sheet.js';

type Competency = CertificateSnapshot['competencies'][number];

/** A competency with its texts in lines, all measures in points. */
interface Row {
  readonly competency: Competency;
  readonly title: SetLines;
  readonly level: SetLines;
  readonly height: number;
}

interface Column {
  readonly x: number;
  readonly width: number;
  readonly rows: readonly Row[];
}

interface Box {
  readonly left: number;
  readonly width: number;
  /** Where the head's baseline is if there is room, and where it is at most. */
  readonly top: number;
  readonly highest: number;
  readonly bottom: number;
}

/** More than these stand in two columns, where a level and its points are beside their competency all the same. */
const ONE_COLUMN = 14;
const GAP = mm(8);

/** The baseline of the head, and what is left above the first row. */
const HEAD = 6;
const widest = 10;

/** Points and levels, as large as the box lets them be. Gives the y of its lower edge. */
export function drawCompetencies(sheet: Sheet, competencies: readonly Competency[], box: Box): number {
  const count = competencies.length > ONE_COLUMN ? 2 : 1;
  const width = (box.width - GAP * (count - 1)) / count;
  const each = Math.ceil(competencies.length / count);
  const groups = Array.from({ length: count }, (_, at) => competencies.slice(at * each, (at + 1) * each));
  const { size, columns, height } = fitting(sheet, groups, { ...box, width });
  const head = Math.max(box.highest, Math.min(box.top, box.bottom - height - HEAD));

  const words = (column: Column | undefined, tell: (draw: () => void) => void) => {
    const { title, level, points } = places(column);
    tell(() => sheet.text('Competency', title, head, label));
    tell(() => sheet.text('Level', level, head, label));
    tell(() => sheet.text('Points', points, head, label, 'right'));
  };
  sheet.group('Table', () => {
    sheet.group('TR', () => {
      words(columns[0], (draw) => {
        sheet.tagged('TH', draw, { scope: 'Column' });
      });
    });
    // The table is one, and has one head, for those who hear it.
    for (const column of columns.slice(1)) {
      words(column, (draw) => {
        sheet.artifact(draw);
      });
    }
    for (const column of columns) drawRows(sheet, column, head + HEAD, size);
  });
  return head + HEAD + height;
}

function places(column: Pick<Column, 'x' | 'width'> = { x: 0, width: 0 }) {
  const { x, width } = column;
  return { title: x, level: x + width * 0.56, points: x + width };
}

function heightOf({ rows }: Column): number {
  return rows.reduce((height, row) => height + row.height, 0);
}

/** The largest letters with which all rows are in the box. */
function fitting(sheet: Sheet, groups: readonly (readonly Competency[])[], box: Box) {
  for (let size = widest; ; size -= 0.25) {
    const columns = groups.map((group, at): Column => {
      const x = box.left + at * (box.width + GAP);
      return { x, width: box.width, rows: group.map((one) => rowOf(sheet, one, box.width, size)) };
    });
    const height = Math.max(...columns.map(heightOf));
    if (box.highest + HEAD + height <= box.bottom || size <= 3) return { size, columns, height };
  }
}

function rowOf(sheet: Sheet, competency: Competency, width: number, size: number): Row {
  const small = Math.min(size, Math.max(LEGIBLE, size * 0.8));
  const steps = [
    { largest: size, smallest: small },
    { largest: size, smallest: small },
    { largest: size, smallest: small },
  ];
  const title = sheet.linesFor(competency.title, 'strong', width * 0.54, steps);
  const level = sheet.linesFor(competency.level, 'label', width * 0.28, steps);
  const lines = Math.max(...[title, level].map((set) => (set.lines.length - 1) * set.size * LEADING));
  return { competency, title, level, height: lines + size * 1.2 + roomAround(size) };
}

/** Above and below the letters of a row, together: the smaller they are, the closer their rows. */
function roomAround(size: number): number {
  return size * Math.max(0.3, 0.35 + (0.55 * (size - LEGIBLE)) / (widest - LEGIBLE));
}

function drawRows(sheet: Sheet, column: Column, top: number, size: number): void {
  const { title: left, level, points } = places(column);
  const look = { face: 'label', colour: colours.ink } as const;
  let y = top;
  sheet.rule(left, y, column.width, colours.ink, 0.5);
  column.rows.forEach((row, at) => {
    if (at > 0) sheet.rule(left, y, column.width, colours.hairline, 0.4);
    const baseline = y + roomAround(size) / 2 + size * 0.94;
    const { points: reached, ofPoints, title, level: named } = row.competency;
    sheet.group('TR', () => {
      const strong = { ...look, face: 'strong' } as const;
      sheet.paragraph('TH', title, row.title, { x: left, y: baseline }, strong, { scope: 'Row' });
      sheet.paragraph('TD', named, row.level, { x: level, y: baseline }, look);
      sheet.tagged('TD', () => {
        const text = `${figure(reached)} of ${figure(ofPoints)}`;
        sheet.text(text, points, baseline, { ...look, size, tabular: true }, 'right');
      });
    });
    y += row.height;
  });
  sheet.rule(left, y, column.width, colours.ink, 0.5);
}
