import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { slugPipe } from '../../courses/cohorts/slug.pipe.js';
import { Clock } from '../../platform/clock/clock.js';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { type FormState, withErrors } from '../../platform/web/forms.js';
import { redirect, view } from '../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../platform/web/viewer.js';
import { Administrators } from '../../users/administrators.decorator.js';
import {
  adding,
  admissions,
  chosenInstructors,
  chosenPrerequisites,
  detailsForm,
  emptyForm,
  readDetails,
  readOpening,
  signatoryFields,
  storedValues,
} from './cohort.forms.js';
import { CohortAdministration } from './cohort-administration.service.js';
import { cohortsPage, detailFields, editCohortPage, newCohortPage } from './cohort-administration.views.js';
import { readOpeningDates } from './cohort-opening.js';
import {
  type CohortChoices,
  CohortRegister,
  type CohortStored,
  type Person,
} from './cohort-register.service.js';
import { staleForm } from './stale-form.js';

/** Cohorts as administrators open and change them. Their dates are moved on a page of their own. */
@Controller('cohorts')
export class CohortAdministrationController {
  constructor(
    private readonly register: CohortRegister,
    private readonly administration: CohortAdministration,
    private readonly clock: Clock,
  ) {}

  @Administrators()
  @Get('administration')
  async list() {
    return view('cohorts/administration', cohortsPage(await this.register.all(), this.clock.now()));
  }

  @Administrators()
  @Get('administration/new')
  async begin(@CurrentViewer() viewer: Viewer) {
    const choices = await this.register.choices();
    const courseVersionId = choices.versions[0]?.id ?? '';
    return this.newPage(emptyForm({ courseVersionId, timeZone: viewer.timeZone }), choices, 200);
  }

  @Administrators()
  @Post('administration/new')
  async open(@Body() body: unknown, @CurrentViewer() viewer: Viewer) {
    const choices = await this.register.choices();
    const read = readOpening(body);
    if (isSearch(body)) return this.newPage(withoutErrors(read.form), choices, 422, true);
    const dated = readOpeningDates(read.form, this.clock.now());
    const courseVersionId = dated.form.values['courseVersionId'] ?? '';
    if (!choices.versions.some(({ id }) => id === courseVersionId)) {
      const message = 'Choose a course version that is published.';
      return this.newPage(adding(dated.form, [{ field: 'courseVersionId', message }]), choices, 422);
    }
    if (!read.ok || !dated.ok) return this.newPage(dated.form, choices, 422);
    try {
      const chosen = { ...read.data, ...chosenOf(dated.form, choices), courseVersionId };
      const cohort = await this.administration.open(chosen, dated.dates, viewer.id);
      return redirect(`/cohorts/${cohort.slug}/dates`, `${cohort.name} is open. These are its dates.`);
    } catch (error) {
      return this.newPage(withErrors(dated.form, error), choices, 422);
    }
  }

  @Get(':slug/administration')
  async show(@Param('slug', slugPipe) slug: string, @CurrentViewer() viewer: Viewer) {
    const { id } = await this.register.open(viewer, slug);
    const stored = await this.register.stored(id);
    return this.editPage(detailsForm(stored), stored, 200);
  }

  @Post(':slug/administration')
  async change(
    @Param('slug', slugPipe) slug: string,
    @Body() body: unknown,
    @CurrentViewer() viewer: Viewer,
  ) {
    const { id } = await this.register.open(viewer, slug);
    const stored = await this.register.stored(id);
    const read = readDetails(body);
    if (isSearch(body)) return this.editPage(withoutErrors(read.form), stored, 422, true);
    if (!read.ok) return this.editPage(read.form, stored, 422);
    const { courses } = await this.register.choices();
    try {
      const chosen = { ...read.data, ...chosenOf(read.form, { courses }) };
      await this.administration.edit(id, Number(read.form.values['version']), chosen, viewer.id);
      return redirect(`/cohorts/${slug}/administration`, 'The changes are saved.');
    } catch (error) {
      if (!(error instanceof DomainError && error.kind === 'conflict')) {
        return this.editPage(withErrors(read.form, error), stored, 422);
      }
      const now = await this.register.stored(id);
      return this.editPage(await this.compared(read.form, now), now, 409);
    }
  }

  private async newPage(form: FormState, choices: CohortChoices, status: number, search = false) {
    const { people, found } = await this.people(form, [], search);
    const fields = detailFields(form, choices.courses, people, found);
    return view('cohorts/new', newCohortPage(form, choices, fields), status);
  }

  private async editPage(form: FormState, stored: CohortStored, status: number, search = false) {
    const { courses } = await this.register.choices();
    const { people, found } = await this.people(form, stored.instructors, search);
    const fields = detailFields(form, courses, people, found);
    return view('cohorts/edit', editCohortPage(form, stored, fields, this.clock.now()), status);
  }

  /** Whom the form can name as instructors: whoever is one, was ticked, or fits what was searched for. */
  private async people(
    form: FormState,
    stored: readonly Person[],
    search: boolean,
  ): Promise<{ people: Person[]; found: string | null }> {
    const chosen = await this.register.people(chosenInstructors(form));
    const wanted = (form.values['search'] ?? '').trim();
    const matches = search && wanted.length >= 2 ? await this.register.peopleLike(wanted) : [];
    const people = new Map([...stored, ...chosen, ...matches].map((person) => [person.id, person]));
    return { people: [...people.values()], found: search ? foundWords(wanted, matches.length) : null };
  }

  /** What was typed beside what is stored by now. */
  private async compared(form: FormState, stored: CohortStored): Promise<FormState> {
    const { courses } = await this.register.choices();
    const names = new Map(
      [...(await this.register.people(chosenInstructors(form))), ...stored.instructors].map(
        ({ id, name }) => [id, name],
      ),
    );
    const titles = new Map(courses.map(({ id, title }) => [id, title]));
    const inStore = { ...form, values: storedValues(stored) };
    const told = ({ values }: FormState, field: string) =>
      field === 'admission'
        ? (admissions.find(({ value }) => value === values[field])?.label ?? '')
        : (values[field] ?? '');
    const listed = (ids: readonly string[], words: Map<string, string>) =>
      ids
        .map((id) => words.get(id) ?? '')
        .sort()
        .join(', ');
    const plain = [
      { field: 'name', label: 'Name' },
      { field: 'seats', label: 'Seats' },
      { field: 'admission', label: 'Who can take a seat' },
      { field: 'joinUrl', label: 'Join link' },
      ...signatoryFields.flatMap(({ number, name, role }) => [
        { field: name, label: `Signature ${number}, name` },
        { field: role, label: `Signature ${number}, role` },
      ]),
    ];
    const rows = [
      ...plain.map(({ field, label }) => ({
        field,
        label,
        typed: told(form, field),
        stored: told(inStore, field),
      })),
      {
        field: 'prerequisites',
        label: 'Courses before',
        typed: listed(chosenPrerequisites(form), titles),
        stored: listed(stored.prerequisiteIds, titles),
      },
      {
        field: 'instructors',
        label: 'Instructors',
        typed: listed(chosenInstructors(form), names),
        stored: listed(chosenInstructors(inStore), names),
      },
    ];
    return staleForm(form, rows, stored.version);
  }
}

/** Ticked boxes that name a course or a person; what names neither is left out. */
function chosenOf(form: FormState, { courses }: Pick<CohortChoices, 'courses'>) {
  const known = new Set(courses.map(({ id }) => id));
  return {
    prerequisiteIds: chosenPrerequisites(form).filter((id) => known.has(id)),
    instructorIds: chosenInstructors(form),
  };
}

const isSearch = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'act' in body && body.act === 'search';

/** Whoever searches for people is not done with the rest yet. */
const withoutErrors = (form: FormState): FormState => ({
  ...form,
  errors: [],
  errorFor: Object.fromEntries(Object.keys(form.values).map((field) => [field, null])),
});

function foundWords(wanted: string, count: number): string {
  if (wanted.length < 2) return 'Enter at least two letters of a name or an address.';
  if (count === 0) return `No name and no address contains “${wanted}”.`;
  return `${count === 1 ? '1 person' : `${count} people`} found for “${wanted}”; tick who teaches.`;
}
