import { type FormState } from '../../platform/web/forms.js';
import { nameOr } from '../names.rules.js';
import { type BankEntry } from './bank.service.js';
import { placeholderNames, placeholders, searchRemarks } from './placeholders.rules.js';

interface BankCohort {
  slug: string;
  name: string;
  courseTitle: string;
}

const trailOf = ({ slug, name, courseTitle }: BankCohort) => ({
  href: `/grading/cohorts/${slug}`,
  label: `Grading ${courseTitle}, ${name}`,
});

const standsFor = placeholderNames.map((name) => ({ name: `{{${name}}}`, meaning: placeholders[name] }));

/** One's own remarks and the cohort's: the model of `grading/remarks/bank`. */
export function bankPage(cohort: BankCohort, entries: readonly BankEntry[], search: string, form: FormState) {
  const found = searchRemarks(entries, search);
  const listed = (shared: boolean) =>
    found
      .filter((entry) => entry.shared === shared)
      .map(({ id, body, updatedByName }) => ({
        body,
        href: `/grading/cohorts/${cohort.slug}/bank/entries/${id}`,
        by: shared ? `Last changed by ${nameOr(updatedByName)}` : null,
      }));
  const groups = [
    { key: 'mine', title: 'Yours, in every cohort', entries: listed(false) },
    { key: 'cohort', title: `Those of ${cohort.name}`, entries: listed(true) },
  ];
  return {
    trail: [trailOf(cohort)],
    here: `/grading/cohorts/${cohort.slug}/bank`,
    search,
    any: entries.length > 0,
    found: found.length > 0,
    groups: groups.filter((group) => group.entries.length > 0),
    placeholders: standsFor,
    whose: [
      {
        value: 'mine',
        label: 'For me, in every cohort that I mark',
        chosen: form.values['whose'] !== 'cohort',
      },
      {
        value: 'cohort',
        label: `For all who mark ${cohort.name}`,
        chosen: form.values['whose'] === 'cohort',
      },
    ],
    form,
  };
}

/** One remark of the bank, to be changed or deleted: the model of `grading/remarks/bank-entry`. */
export function bankEntryPage(
  cohort: BankCohort,
  entry: BankEntry,
  { form, theirs }: { form: FormState; theirs: BankEntry | null },
) {
  const bank = `/grading/cohorts/${cohort.slug}/bank`;
  return {
    trail: [trailOf(cohort), { href: bank, label: 'Bank of remarks' }],
    action: `${bank}/entries/${entry.id}`,
    whose: entry.shared
      ? `Everybody who marks ${cohort.name} has this remark.`
      : 'Only you have this remark.',
    // Against what is stored now: whoever saves again has seen it.
    version: theirs ? String(theirs.version) : (form.values['version'] ?? ''),
    storedVersion: String(entry.version),
    theirs: theirs && { body: theirs.body, who: nameOr(theirs.updatedByName) },
    placeholders: standsFor,
    form,
  };
}
