import { tableKind } from '../tables/table-kind.rules.js';

/** A season of pieces with their days, places, objectives, owners and hours. */
export const calendar = tableKind({
  noun: { one: 'piece', many: 'pieces' },
  columns: [
    {
      key: 'piece',
      label: 'Piece',
      type: 'long',
      width: 'wide',
      hint: 'What is published, and which question it answers',
    },
    { key: 'date', label: 'Day', type: 'date', width: 'narrow', hint: '2 Mar 2027' },
    {
      key: 'presence',
      label: 'Where',
      type: 'ref',
      to: 'presence',
      width: 'medium',
      hint: 'One of your presences',
    },
    {
      key: 'objective',
      label: 'Objective',
      type: 'ref',
      to: 'objectives',
      width: 'medium',
      hint: 'What it is for',
    },
    { key: 'owner', label: 'Owner', type: 'text', width: 'medium', hint: 'Who makes it' },
    { key: 'hours', label: 'Hours', type: 'quantity', width: 'narrow', hint: '3.5' },
  ],
  computed: [],
  fields: [],
});
