import { type Book, type BookSection, type Finding } from '../section-kind.rules.js';
import { quoted, rowFinding, rowName } from '../tables/checks.rules.js';
import { figure, type Figures, figureWords } from '../tables/figures.rules.js';
import { total } from '../tables/numbers.rules.js';
import { referred, rowsOf } from '../tables/references.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type TableSpec } from '../tables/table-spec.rules.js';

const spec: TableSpec = {
  noun: { one: 'piece', many: 'pieces' },
  columns: [
    {
      key: 'piece',
      label: 'Piece',
      type: 'long',
      width: 'wide',
      hint: 'What is published, and which question it answers',
      gap: { lacks: 'says not what is published', teach: 'Name the question that it answers.' },
    },
    {
      key: 'date',
      label: 'Day',
      type: 'date',
      width: 'narrow',
      hint: '2 Mar 2027',
      gap: { lacks: 'has no day', teach: 'It is due before the question comes, so count back from there.' },
    },
    {
      key: 'presence',
      label: 'Where',
      type: 'ref',
      to: 'presence',
      width: 'medium',
      hint: 'One of your presences',
      gap: { lacks: 'is published nowhere', teach: 'Choose the presence whose audience asks for it.' },
    },
    {
      key: 'objective',
      label: 'Objective',
      type: 'ref',
      to: 'objectives',
      width: 'medium',
      hint: 'What it is for',
      gap: {
        lacks: 'serves no objective',
        teach: 'What serves none can be left out, and its hours are free.',
      },
    },
    {
      key: 'owner',
      label: 'Owner',
      type: 'text',
      width: 'medium',
      hint: 'Who makes it',
      gap: { lacks: 'has no owner', teach: 'Name the role that makes it.' },
    },
    {
      key: 'hours',
      label: 'Hours',
      type: 'quantity',
      width: 'narrow',
      hint: '3.5',
      gap: {
        lacks: 'has no hours',
        teach: 'A calendar without hours is a wish. Count making, checking and answering what follows.',
      },
    },
  ],
  computed: [],
  fields: [],
};

/** A season of pieces with their days, places, objectives, owners and hours. */
export const calendar = tableKind({
  ...spec,
  figures,
  sum: ({ totals: [hours] }, currency) =>
    hours?.value ? `${figureWords(hours.value, currency)} hours in total` : null,
  check: closedPlaces,
});

function figures({ rows }: TableContent): Figures {
  const hours = rows.flatMap(({ cells }) => (typeof cells['hours'] === 'number' ? cells['hours'] : []));
  const sum = hours.length === 0 ? null : total(hours);
  return {
    totals: [{ key: 'hours', label: 'Hours', value: figure('quantity', sum) }],
    tables: [],
    remarks: [],
  };
}

/** One piece is the last word there, which says where to go. */
function closedPlaces({ rows }: TableContent, section: BookSection, book: Book): Finding[] {
  const closed = new Set(
    rowsOf(book, 'presence').flatMap(({ id, cells }) => (cells['decision'] === 'close' ? id : [])),
  );
  const spokenLast = new Set<string>();
  return rows.flatMap((row, index) => {
    const { presence } = row.cells;
    if (typeof presence !== 'string' || !closed.has(presence)) return [];
    if (!spokenLast.has(presence)) {
      spokenLast.add(presence);
      return [];
    }
    return [
      rowFinding(
        section,
        row.id,
        'presence',
        `${rowName(spec, row, index)} is planned for ${quoted(referred(book, 'presence', presence).words)}, which you close.`,
        'A last word there says where to go; the rest belongs to a presence that you keep.',
      ),
    ];
  });
}
