import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type HandbookOutline, HandbookOutlines } from '../courses/catalogue/handbook-outlines.js';

/** Tells the catalogue what is written in a course, and by when. */
@Injectable()
export class Outlines implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly outlines: HandbookOutlines,
  ) {}

  onModuleInit(): void {
    this.outlines.provide((courseVersionId, cohortId) => this.of(courseVersionId, cohortId));
  }

  private async of(courseVersionId: string, cohortId: string | null): Promise<HandbookOutline> {
    type Part = { title: string; purpose: string; wordsFrom: number | null; wordsTo: number | null };
    const [row] = await this.db.query<{ parts: Part[]; dueAt: Date | null }[]>(
      `SELECT (SELECT coalesce(json_agg(json_build_object('title', s.title, 'purpose', s.purpose,
                      'wordsFrom', s.words_from, 'wordsTo', s.words_to) ORDER BY s.position), '[]')
                 FROM template_sections s JOIN templates t ON t.id = s.template_id
                WHERE t.course_version_id = $1) AS parts,
              (SELECT a.due_at FROM assignments a WHERE a.cohort_id = $2) AS "dueAt"`,
      [courseVersionId, cohortId],
    );
    const parts = row?.parts ?? [];
    return {
      parts: parts.map(({ title, purpose, wordsFrom, wordsTo }) => ({
        title,
        purpose,
        words:
          wordsFrom === null || wordsTo === null ? null : `${figure(wordsFrom)} to ${figure(wordsTo)} words`,
      })),
      dueAt: row?.dueAt ?? null,
    };
  }
}

const figure = (words: number) => words.toLocaleString('en-GB');
