import { type SectionKindName } from '../../../src/assignments/sections/section-kinds.rules.js';
import { editProse } from './prose-editor.js';
import { type EditSection } from './section-editor.js';
import { editSwot } from './swot-editor.js';

/** How each kind of section is edited; the kinds themselves are in src/assignments/sections. */
export const sectionEditors: Partial<Record<SectionKindName, EditSection>> = {
  prose: editProse,
  swot: editSwot,
};
