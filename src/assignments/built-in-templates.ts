import { managerTemplate } from './manager-template.js';
import { type TemplatePlan } from './planning.service.js';
import { strategistTemplate } from './strategist-template.js';

/** What is written in the courses that come with Capstone, by the course's slug. */
export const builtInTemplates: Readonly<Record<string, TemplatePlan>> = {
  'social-media-manager': managerTemplate,
  'social-media-strategist': strategistTemplate,
};
