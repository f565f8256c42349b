import { type ShownRemark } from '../../../../src/grading/remarks/remark-merge.rules.js';

export type RemarkValue = NonNullable<ShownRemark>;

/** A remark as the server has it, with who wrote it. */
export interface TheirRemark extends RemarkValue {
  version: number;
  updatedAt: string;
  updatedByName: string | null;
}
