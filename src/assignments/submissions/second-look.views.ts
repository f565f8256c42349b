import { type FormState } from '../../platform/web/forms.js';
import { findingHref } from '../handbooks/handbook-places.rules.js';
import { type OpenHandbook } from '../handbooks/handbooks.service.js';
import { type SecondLook } from './second-look.rules.js';
import { publicInformationStatement } from './statement.js';

export interface SecondLookPage {
  handbookTitle: string;
  cohortName: string;
  handbookHref: string;
  action: string;
  gist: string;
  empty: { title: string; href: string }[];
  groups: { title: string; count: string; findings: { sentence: string; teach: string; href: string }[] }[];
  statement: string;
  snapshot: string;
}

/** What is empty or does not fit, before it is frozen all the same. */
export function secondLookPage(handbook: OpenHandbook, look: SecondLook, form: FormState): SecondLookPage {
  const handbookHref = `/handbooks/${handbook.id}`;
  // The form was sent from the handbook's own address, so a fragment alone would lead nowhere
  const placeHref = (fragment: string) => `${handbookHref}?from=second-look${fragment}`;
  const found = look.findings.reduce((sum, { findings }) => sum + findings.length, 0);
  const parts = [
    ...(look.empty.length === 0 ? [] : [counted(look.empty.length, 'section is', 'sections are') + ' empty']),
    ...(found === 0 ? [] : [`${counted(found, 'thing does', 'things do')} not fit`]),
  ];
  return {
    handbookTitle: handbook.templateTitle,
    cohortName: handbook.cohort.name,
    handbookHref,
    action: `${handbookHref}/submissions`,
    gist: `Nothing has been handed in yet: ${parts.join(', and ')}. You can put that right first, or hand in as it is.`,
    empty: look.empty.map(({ key, title }) => ({ title, href: placeHref(`#section-${key}`) })),
    groups: look.findings.map(({ section, findings }) => ({
      title: section.title,
      count: counted(findings.length, 'thing', 'things'),
      findings: findings.map((finding) => ({
        sentence: finding.sentence,
        teach: finding.teach,
        href: placeHref(findingHref(finding)),
      })),
    })),
    statement: publicInformationStatement,
    snapshot: form.values['snapshot'] ?? '',
  };
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
