/** Somebody of the demo's finished cohort. */
export interface Graduate {
  name: string;
  email: string;
  /** Level of each criterion in the rubric's order, 0 to 3; the last one goes on for the rest. */
  levels: readonly number[];
  remark: string;
  /** What the certificate's fixed code is made of; null for whoever did not pass. */
  demoWord: string | null;
  fate: 'keeps' | 'revoked' | 'erased';
}

export const graduates: readonly Graduate[] = [
  {
    name: 'Zoë Nguyễn',
    email: 'zoe@capstone.example',
    levels: [3, 2, 3, 2, 2],
    remark: 'You say what the company should leave, and why. Say also what would make you change your mind.',
    demoWord: 'VAL1D',
    fate: 'keeps',
  },
  {
    name: 'Łukasz Żółkiewski',
    email: 'lukasz@capstone.example',
    levels: [2, 2, 2, 2, 1],
    remark: 'A clear choice. The register lacks the dates on which you saw the two portals.',
    demoWord: 'REV0KED',
    fate: 'revoked',
  },
  {
    name: 'Maximiliana Anastasia von Hohenstein-Papadopoulos',
    email: 'maximiliana@capstone.example',
    levels: [2, 3, 2, 3, 2],
    remark: 'The analysis is ranked, and it shows in the strategy.',
    demoWord: 'L0NGNAME',
    fate: 'keeps',
  },
  {
    name: 'Γιώργος Σεφέρης',
    email: 'giorgos@capstone.example',
    levels: [3],
    remark: 'Nothing to add. Show this to your colleagues.',
    demoWord: 'GREEK',
    fate: 'keeps',
  },
  {
    name: 'Jo Ash',
    email: 'jo@capstone.example',
    levels: [2, 2, 1, 2, 2],
    remark: 'Short and to the point.',
    demoWord: 'ERASED',
    fate: 'erased',
  },
  {
    name: 'Håkon Ødegård',
    email: 'hakon@capstone.example',
    levels: [1, 0, 1, 1, 1],
    remark:
      'The direction would fit any company. Begin with the complaints that you found, and choose from there.',
    demoWord: null,
    fate: 'keeps',
  },
];
