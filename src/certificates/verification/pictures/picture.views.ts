import { type HanForm } from '../../../platform/printing/fonts.js';
import { dayInWords } from '../../register/days.rules.js';
import { type Finding } from '../../register/status.rules.js';
import { type PublicFacts, verdictBand } from '../verification.views.js';

/** Everything that a picture says. Two that say the same are the same picture. */
export interface PictureWords {
  /** Chooses outline and colour, as on the page. */
  kind: string;
  /** The name of the verdict's icon. */
  shape: string;
  word: string;
  sentence: string;
  holder: string | null;
  /** The form of the name's Han characters. */
  han: HanForm;
  course: string | null;
  academy: string | null;
  issued: string | null;
  /** Where it can be checked. */
  host: string;
}

/** @param told null where there is nobody to tell of: never issued, erased */
export function pictureWords(finding: Finding, told: PublicFacts | null, publicUrl: string): PictureWords {
  const { kind, shape, word, sentence } = verdictBand(finding, told?.named ?? null);
  const facts = told?.facts;
  return {
    kind,
    shape,
    word,
    // The name stands below, larger.
    sentence: finding.status === 'valid' ? 'Issued by the academy and unchanged since.' : sentence,
    holder: facts?.holder?.name ?? null,
    han: facts?.holder?.han ?? 'simplified',
    course: facts?.course.title ?? null,
    academy: facts?.academy.name ?? null,
    issued: facts ? `Issued on ${dayInWords(facts.issuedOn)}` : null,
    host: new URL(publicUrl).host,
  };
}
