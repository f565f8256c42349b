import { tableKind } from '../tables/table-kind.rules.js';

/** Every source: what it is, where it is, when it was seen. */
export const sources = tableKind({
  noun: { one: 'source', many: 'sources' },
  columns: [
    { key: 'source', label: 'Source', type: 'long', width: 'wide', hint: 'What it is, and whose' },
    {
      key: 'address',
      label: 'Address',
      type: 'link',
      width: 'medium',
      hint: 'Without a link nobody can look it up.',
    },
    {
      key: 'seen',
      label: 'Seen on',
      type: 'date',
      width: 'narrow',
      hint: 'Pages change; the day says which one you saw.',
    },
    {
      key: 'note',
      label: 'Used for',
      type: 'long',
      width: 'wide',
      optional: true,
      hint: 'What it shows, and how far you trust it',
    },
  ],
  computed: [],
  fields: [],
});
