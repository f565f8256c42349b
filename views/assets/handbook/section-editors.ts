import { sectionKinds, type SectionKindName } from '../../../src/assignments/sections/section-kinds.rules.js';
import { editProse } from './prose-editor.js';
import { type EditSection } from './section-editor.js';
import { editSwot } from './swot-editor.js';
import { editTable } from './table-editor.js';

/** How each kind of section is edited; the kinds themselves are in src/assignments/sections. */
export const sectionEditors = {
  prose: editProse,
  swot: editSwot,
  objectives: editTable(sectionKinds.objectives.table),
  programs: editTable(sectionKinds.programs.table),
  actions: editTable(sectionKinds.actions.table),
  presence: editTable(sectionKinds.presence.table),
  resources: editTable(sectionKinds.resources.table),
  budget: editTable(sectionKinds.budget.table),
  reporting: editTable(sectionKinds.reporting.table),
  roi: editTable(sectionKinds.roi.table),
  sources: editTable(sectionKinds.sources.table),
  responses: editTable(sectionKinds.responses.table),
  escalation: editTable(sectionKinds.escalation.table),
  calendar: editTable(sectionKinds.calendar.table),
  roster: editTable(sectionKinds.roster.table),
} satisfies Record<SectionKindName, EditSection>;
