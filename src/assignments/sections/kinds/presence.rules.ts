import { tableKind } from '../tables/table-kind.rules.js';

const decisions = [
  { key: 'keep', label: 'Keep' },
  { key: 'open', label: 'Open' },
  { key: 'close', label: 'Close' },
  { key: 'leave', label: 'Leave to others' },
] as const;

/** Each place where the company is present: who owns it, for which audience, for which purpose. */
export const presence = tableKind({
  noun: { one: 'presence', many: 'presences' },
  columns: [
    {
      key: 'platform',
      label: 'Presence',
      type: 'text',
      width: 'medium',
      hint: 'The platform, and which page of it',
    },
    { key: 'address', label: 'Address', type: 'link', width: 'medium', hint: 'https://…' },
    {
      key: 'owner',
      label: 'Owner',
      type: 'text',
      width: 'medium',
      hint: 'Who answers for it, and who when they are away',
    },
    { key: 'audience', label: 'Audience', type: 'text', width: 'medium', hint: 'Who comes there' },
    { key: 'purpose', label: 'Purpose', type: 'long', width: 'wide', hint: 'What it is there for' },
    {
      key: 'decision',
      label: 'Decision',
      type: 'choice',
      choices: decisions,
      width: 'narrow',
      hint: 'Keep, open, close, or leave to others',
    },
  ],
  computed: [],
  fields: [],
});
