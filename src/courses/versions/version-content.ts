/** A course version as it is read: everything in it, in its order. `version` counts a row's changes. */
export interface VersionContent {
  id: string;
  courseId: string;
  courseSlug: string;
  number: number;
  title: string;
  summary: string;
  /** Markdown. */
  about: string;
  /** Certificates are valid for so many months; null: for ever. */
  certificateMonths: number | null;
  version: number;
  publishedAt: Date | null;
  discardedAt: Date | null;
  weeks: WeekContent[];
}

export interface WeekContent {
  id: string;
  number: number;
  title: string;
  aim: string;
  version: number;
  lessons: LessonContent[];
  sessions: SessionContent[];
}

export interface LessonContent {
  id: string;
  /** The same in every version of the course. */
  identity: string;
  slug: string;
  title: string;
  minutes: number;
  /** Markdown. */
  body: string;
  version: number;
}

export interface SessionContent {
  id: string;
  title: string;
  day: number;
  /** Wall time, `HH:MM`. */
  startsAt: string;
  minutes: number;
  version: number;
}
