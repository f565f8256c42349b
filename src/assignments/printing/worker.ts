import { drawHandbook } from './draw-handbook.js';

/** What a printing thread does with a handbook. */
export default drawHandbook;
