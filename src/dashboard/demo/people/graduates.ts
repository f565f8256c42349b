import { type HideableField } from '../../../certificates/register/visibility.rules.js';
import { type HanForm } from '../../../platform/printing/fonts.js';
import { holder } from '../../../users/cast.js';
import { type CompanyName } from '../handbooks/texts.js';

/** Somebody of the demo's finished cohort. */
export interface Graduate {
  name: string;
  email: string;
  hanForm?: HanForm;
  /** Level of each criterion in the rubric's order, 0 to 3; the last one goes on for the rest. */
  levels: readonly number[];
  company: CompanyName;
  /** What the certificate's fixed code is made of; null for whoever did not pass. */
  demoWord: string | null;
  fate?: Fate;
}

/** What becomes of a certificate, or of the grade behind it. */
type Fate =
  | 'revoked'
  | 'erased'
  | 'suspended'
  | 'reinstated'
  | 'key-copied'
  | { kind: 'raised'; levels: readonly number[]; demoWord: string }
  | { kind: 'renamed'; name: string; reason: string; demoWord: string }
  | { kind: 'asks'; name: string; reason: string }
  | { kind: 'hides'; fields: readonly HideableField[] }
  | { kind: 'shows'; sections: readonly string[] }
  | { kind: 'fallen'; levels: readonly number[] };

const person = (name: string, local: string) => ({ name, email: `${local}@capstone.example` });

export const graduates: readonly Graduate[] = [
  { ...holder, levels: [3, 2, 3, 2, 2], company: 'harbourLane', demoWord: 'VAL1D' },
  {
    ...person('Łukasz Żółkiewski', 'lukasz'),
    ...{ levels: [2, 2, 2, 2, 1], company: 'tessmarChocolate', demoWord: 'REV0KED', fate: 'revoked' },
  },
  {
    ...person('Maximiliana Anastasia von Hohenstein-Papadopoulos', 'maximiliana'),
    ...{ levels: [2, 3, 2, 3, 2], company: 'kestrelRow', demoWord: 'L0NGNAME' },
  },
  {
    ...person('Γιώργος Σεφέρης', 'giorgos'),
    ...{ levels: [3], company: 'vellanoTiles', demoWord: 'GREEK' },
  },
  {
    ...person('Jo Ash', 'jo'),
    ...{ levels: [2, 2, 1, 2, 2], company: 'pellStreet', demoWord: 'ERASED', fate: 'erased' },
  },
  {
    ...person('Håkon Ødegård', 'hakon'),
    ...{ levels: [1, 0, 1, 1, 1], company: 'oatfieldDairy', demoWord: null },
  },
  {
    ...person('Tomáš Dvořák', 'tomas'),
    ...{ levels: [2, 2, 2, 3, 2], company: 'quaysideOpticians', demoWord: '0NH0LD', fate: 'suspended' },
  },
  {
    ...person('Ingrid Bergström-Kale', 'ingrid'),
    ...{ levels: [2, 2, 3, 2, 2], company: 'marrowAndFinch', demoWord: 'RE1NSTATED', fate: 'reinstated' },
  },
  {
    ...person('Kwame Asante-Boateng', 'kwame'),
    ...{ levels: [2, 2, 1, 2, 2], company: 'kestrelRow', demoWord: 'F1RST' },
    fate: { kind: 'raised', levels: [2, 2, 3, 2, 2], demoWord: 'RA1SED' },
  },
  {
    ...person('Çağla Yıldız', 'cagla'),
    ...{ levels: [2, 2, 2, 2, 2], company: 'oatfieldDairy', demoWord: 'D0TLESS' },
    fate: { kind: 'fallen', levels: [2, 2, 1, 1, 2] },
  },
  {
    ...person('Mariana Sousa', 'mariana'),
    ...{ levels: [3, 2, 2, 2, 3], company: 'vellanoTiles', demoWord: '0LDNAME' },
    fate: {
      kind: 'renamed',
      name: 'Mariana Sousa Brandão',
      reason: 'I have two family names. The second one was left out when I made my account.',
      demoWord: 'NEWNAME',
    },
  },
  {
    ...person('Nadia El-Sayed', 'nadia'),
    ...{ levels: [2, 1, 2, 3, 2], company: 'pellStreet', demoWord: 'H1DDEN' },
    fate: { kind: 'hides', fields: ['result', 'cohort'] },
  },
  {
    ...person('Amara Okonkwo', 'amara'),
    ...{ levels: [3, 3, 2, 3, 3], company: 'marrowAndFinch', demoWord: 'EV1DENCE' },
    fate: { kind: 'shows', sections: ['strategy', 'programs', 'roi'] },
  },
  {
    ...person('Nguyễn Thị Phương Thảo', 'thao'),
    ...{ levels: [2, 3, 2, 2, 2], company: 'quaysideOpticians', demoWord: 'V1ETNAMESE' },
  },
  {
    ...person('Олена Ковальчук', 'olena'),
    ...{ levels: [3, 2, 2, 2, 2], company: 'harbourLane', demoWord: 'CYR1LL1C' },
  },
  {
    ...person('Sukarmawati', 'sukarmawati'),
    ...{ levels: [2], company: 'kestrelRow', demoWord: '0NEW0RD' },
  },
  {
    ...person('Ana Maria de la Concepción del Río y Vega', 'ana-maria'),
    ...{ levels: [2, 2, 2, 3, 3], company: 'marrowAndFinch', demoWord: 'N1NEW0RDS' },
  },
  {
    ...person('Þórunn Guðmundsdóttir', 'thorunn'),
    ...{ levels: [3, 3, 3, 2, 3], company: 'oatfieldDairy', demoWord: 'TH0RN' },
  },
  {
    ...person('Siobhán Ní Dhónaill', 'siobhan'),
    ...{ levels: [2, 3, 1, 2, 2], company: 'vellanoTiles', demoWord: '1R1SH' },
    fate: {
      kind: 'asks',
      name: 'Siobhán Ní Dhónaill Byrne',
      reason: 'I married in spring, and this is the name in my passport now.',
    },
  },
  {
    ...person('Oluwaseun Adéyẹmí', 'oluwaseun'),
    ...{ levels: [2, 2, 2, 2, 3], company: 'pellStreet', demoWord: 'Y0RBA' },
  },
  {
    ...person('ليلى بنت يوسف الهاشمي', 'layla'),
    ...{ levels: [2, 3, 2, 2, 2], company: 'pellStreet', demoWord: 'ARAB1C' },
  },
  {
    ...person('נועה בן־דוד', 'noa'),
    ...{ levels: [3, 2, 2, 3, 2], company: 'kestrelRow', demoWord: 'HEBREW' },
  },
  {
    ...person('अनुराधा क्षीरसागर', 'anuradha'),
    ...{ levels: [2, 2, 3, 3, 2], company: 'oatfieldDairy', demoWord: 'DEVANAGAR1' },
  },
  {
    ...person('欧阳静怡', 'jingyi'),
    ...{ levels: [2, 2, 2, 2, 2], company: 'quaysideOpticians', demoWord: 'CH1NESE' },
  },
  {
    ...person('高橋 さくら', 'sakura'),
    ...{ levels: [3, 3, 3, 3, 2], company: 'vellanoTiles', demoWord: 'JAPANESE' },
  },
  // Without kana, a name doesn't say whose characters it is written in: they have chosen
  {
    ...{ ...person('渡邊 直樹', 'naoki'), hanForm: 'japanese' },
    ...{ levels: [2, 3, 3, 2, 2], company: 'oatfieldDairy', demoWord: 'KANJ1' },
  },
  {
    ...{ ...person('歐陽靜怡', 'ching-yi'), hanForm: 'traditional' },
    ...{ levels: [3, 2, 2, 2, 3], company: 'kestrelRow', demoWord: 'TRAD1T10NA1' },
  },
  {
    ...person('김서연', 'seoyeon'),
    ...{ levels: [2, 2, 3, 2, 3], company: 'marrowAndFinch', demoWord: 'K0REAN' },
  },
  // Whoever has not passed, each for another reason
  {
    ...person('Petra Horvat', 'petra'),
    ...{ levels: [2, 2, 2, 2, 3], company: 'kestrelRow', demoWord: 'ST01EN', fate: 'key-copied' },
  },
  { ...person('Lucas Martin', 'lucas'), levels: [1, 2, 2, 2, 2], company: 'harbourLane', demoWord: null },
  { ...person('Chen Wei', 'chen-wei'), levels: [2, 1, 1, 2, 1], company: 'vellanoTiles', demoWord: null },
  { ...person('Győző Szűcs', 'gyozo'), levels: [1, 1, 0, 1, 0], company: 'oatfieldDairy', demoWord: null },
];
