import { Injectable } from '@nestjs/common';

/** The certificate that follows from somebody's results. */
export type ResultCertificate =
  /** Issued. `address` is where anybody checks it; `pdfPath` is null until the file is printed. */
  | { kind: 'issued'; address: string; path: string; pdfPath: string | null; sentence: string }
  /**
   * It could not be printed, and administrators know: for the holder's name, of which `unprintable` says what can't be
   * printed by now (null: all of it can), or for a text of the academy.
   */
  | { kind: 'held-up'; forName: boolean; unprintable: string | null }
  /** Not yet. */
  | { kind: 'none' };

type Source = (enrolmentId: string) => Promise<ResultCertificate>;

/**
 * Certificates belong to a module on the right, which hands in here at its start what a student's results say about
 * theirs. It is asked only after a release.
 */
@Injectable()
export class ResultCertificates {
  private source: Source = () => Promise.resolve({ kind: 'none' });

  provide(source: Source): void {
    this.source = source;
  }

  /** The one that stands for an enrolment now. Two statements at most. */
  of(enrolmentId: string): Promise<ResultCertificate> {
    return this.source(enrolmentId);
  }
}
