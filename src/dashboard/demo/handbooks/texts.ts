import * as Y from 'yjs';
import { tessmarChocolate } from '../../../assignments/examples/tessmar-chocolate.js';
import { turnstoneBayExecution } from '../../../assignments/examples/turnstone-bay-execution.js';
import { documentFrom } from '../../../assignments/live/stored.rules.js';
import { restoreSections } from '../../../assignments/revisions/restoring.rules.js';
import { type SectionPlace } from '../../../assignments/sections/section-kind.rules.js';
import { type SectionKindName } from '../../../assignments/sections/section-kinds.rules.js';
import { strategistTemplate } from '../../../assignments/strategist-template.js';
import { contentsOf, type HandbookText, writeSections } from '../handbook-text.js';
import { harbourLane } from '../harbour-lane.js';
import { handbookAbout } from './company-handbook.js';
import { marrowAndFinch, vellanoTiles } from './makers.js';
import { oatfieldDairy, pellStreet } from './rounds.js';
import { kestrelRow, quaysideOpticians } from './shops.js';

const companies = { kestrelRow, quaysideOpticians, vellanoTiles, marrowAndFinch, oatfieldDairy, pellStreet };
const whole = {
  harbourLane,
  tessmarChocolate: tessmarChocolate.sections,
  turnstoneBay: turnstoneBayExecution.sections,
};

/** The invented companies that the demo's students write about. */
export type CompanyName = keyof typeof companies | keyof typeof whole;

/** @param year the one that is planned */
export function textAbout(company: CompanyName, year: number): HandbookText {
  return company in companies
    ? handbookAbout(companies[company as keyof typeof companies], year)
    : whole[company as keyof typeof whole];
}

/**
 * A text as the one update that typing it makes. Many students of the demo write about the same company; a handbook
 * must not get the same update for two different texts.
 */
export function typed(text: HandbookText, places?: readonly SectionPlace<SectionKindName>[]): Uint8Array {
  const doc = new Y.Doc();
  writeSections(doc, text, places);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

/** What they write instead, once they have thought again about the choice and the brief. */
export function secondThoughts({ company, year }: { company: CompanyName; year: number }): HandbookText {
  const { strategy, 'executive-brief': brief } = textAbout(company, year);
  const [title = '', ...rest] = proseOf(brief).trim().split('\n\n');
  return {
    strategy: `${proseOf(strategy)}\n\n${otherWays}`,
    'executive-brief': [title, ...rest.slice(-1), ...rest.slice(0, -1)].join('\n\n'),
  };
}

const proseOf = (section: HandbookText[string] | undefined) =>
  typeof section === 'string' ? section : (section?.prose ?? '');

const otherWays = `### What would also have worked

Spending the same money on advertising would be seen sooner, and would have to be spent again next year. Lower prices would fill the house at once and teach people to wait for them. We leave both, because neither answers the question that people ask.

We would change our mind if by the end of June nobody asks it any more.`;

/** The update that makes stored sections say something else, touching only what differs. */
export function retyped(stored: readonly Uint8Array[], text: HandbookText): Uint8Array {
  const doc = documentFrom(stored);
  const before = Y.encodeStateVector(doc);
  const places = strategistTemplate.sections;
  const wanted = contentsOf(text, places).filter(({ key }) => Object.hasOwn(text, key));
  doc.transact(() => {
    restoreSections(doc, places, wanted);
  });
  const update = Y.encodeStateAsUpdate(doc, before);
  doc.destroy();
  return update;
}
