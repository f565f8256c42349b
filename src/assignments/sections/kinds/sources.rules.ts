import { tableKind } from '../tables/table-kind.rules.js';

/** Every source: what it is, where it is, when it was seen. */
export const sources = tableKind({
  noun: { one: 'source', many: 'sources' },
  columns: [
    {
      key: 'source',
      label: 'Source',
      type: 'long',
      width: 'wide',
      hint: 'What it is, and whose',
      gap: {
        lacks: 'does not say what it is',
        teach: 'Give its title and who published it, so that it can be found when its address changes.',
      },
    },
    {
      key: 'address',
      label: 'Address',
      type: 'link',
      width: 'medium',
      hint: 'https://…',
      gap: {
        lacks: 'has no link',
        teach: 'Without one nobody can look it up. For your own count, give the address of what you counted.',
      },
    },
    {
      key: 'seen',
      label: 'Seen on',
      type: 'date',
      width: 'narrow',
      hint: '4 Nov 2026',
      gap: { lacks: 'does not say when you saw it', teach: 'Pages change; the day says which one you saw.' },
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
