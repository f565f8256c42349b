export interface Mark {
  levelId: string | null;
  remark: string;
}

/** A mark as the server has it. */
export interface StoredMark extends Mark {
  version: number;
}

export interface TheirMark extends StoredMark {
  updatedAt: string;
  updatedByName: string | null;
}
