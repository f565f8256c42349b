/** The form that a text's Han characters are drawn in; the characters don't say. */
export type HanForm = 'simplified' | 'traditional' | 'japanese' | 'korean';
