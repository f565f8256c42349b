import { sameName } from '../tables/checks.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type Cells } from '../tables/table-spec.rules.js';

const decisions = [
  { key: 'keep', label: 'Keep' },
  { key: 'open', label: 'Open' },
  { key: 'close', label: 'Close' },
  { key: 'leave', label: 'Leave to others' },
] as const;

/** What is closed or left to others needs no audience any more. */
const goesOn = ({ decision }: Cells) => decision !== 'close' && decision !== 'leave';

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
      gap: { lacks: 'has no name', teach: 'Say which page it is, as its visitors would.' },
    },
    {
      key: 'address',
      label: 'Address',
      type: 'link',
      width: 'medium',
      hint: 'https://…',
      needed: ({ decision }) => decision !== 'open',
      gap: {
        lacks: 'has no address',
        teach: 'A reader wants to see it. Copy it from the address line of your browser.',
      },
    },
    {
      key: 'owner',
      label: 'Owner',
      type: 'text',
      width: 'medium',
      hint: 'Who answers for it, and who when they are away',
      gap: {
        lacks: 'has no owner',
        teach:
          'A presence without an owner is a risk: it is answered late, or by somebody else. Name the role that answers on a Sunday evening; if nobody does today, say from when somebody will.',
      },
    },
    {
      key: 'audience',
      label: 'Audience',
      type: 'text',
      width: 'medium',
      hint: 'Who comes there',
      needed: goesOn,
      gap: {
        lacks: 'has no audience',
        teach:
          'A page for everybody is written for nobody. Describe one audience so that you could tell who does not belong, or close it.',
      },
    },
    {
      key: 'purpose',
      label: 'Purpose',
      type: 'long',
      width: 'wide',
      hint: 'What it is there for',
      needed: goesOn,
      gap: {
        lacks: 'has no purpose',
        teach: 'What would its audience miss if it closed tomorrow? If nothing, close it.',
      },
    },
    {
      key: 'decision',
      label: 'Decision',
      type: 'choice',
      choices: decisions,
      width: 'narrow',
      hint: 'Keep, open, close, or leave to others',
      gap: { lacks: 'has no decision', teach: 'Say what follows: keep, open, close, or leave to others.' },
    },
  ],
  computed: [],
  fields: [],
  check: (content, section) =>
    sameName('presence', content, section, (twice) => `${twice} stands here twice.`),
});
