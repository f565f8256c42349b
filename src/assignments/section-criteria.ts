import { Injectable } from '@nestjs/common';

/** One criterion that looks at a section, in the words of its rubric. */
export interface SectionCriterion {
  title: string;
  description: string;
  /** What the highest level asks for. */
  best: string;
}

type Source = (templateId: string) => Promise<ReadonlyMap<string, readonly SectionCriterion[]>>;

/**
 * By what a handbook will be judged belongs to a module on the right, which hands it in here at its start, so that the
 * page on which it is written can tell.
 */
@Injectable()
export class SectionCriteria {
  private source: Source = () => Promise.resolve(new Map());

  provide(source: Source): void {
    this.source = source;
  }

  /** By section key; sections that no criterion names are missing. */
  of(templateId: string): ReturnType<Source> {
    return this.source(templateId);
  }
}
