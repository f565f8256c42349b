import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { type DomainError } from '../../platform/errors/domain-errors.js';
import { eachInTurn, inSlices } from '../../platform/in-slices.js';
import { Limits } from '../../platform/limits/limits.js';
import { type LimitName } from '../../platform/limits/limits.rules.js';
import { type Code, parseCode, writtenCode } from '../register/code.rules.js';
import { lastDayBefore } from '../register/days.rules.js';
import { type Finding, type VerificationAnswer, verificationAnswer } from '../register/status.rules.js';
import { CertificateStatus, type KnownCertificate } from '../verification/certificate-status.service.js';
import { typingErrorSentence } from '../verification/mistyped.views.js';
import { verdictWords } from '../verification/verdict-words.rules.js';
import { publicFacts } from '../verification/verification.views.js';
import { type TypedText } from './list-columns.rules.js';

/** Who asks, as far as it is counted. */
export type Asker =
  | { readonly kind: 'address'; readonly address: string }
  /** Whose the token is: however many somebody makes, they are counted together. */
  | { readonly kind: 'token'; readonly personId: string };

/** What is said of one of several codes: the answer of its address, and its words. */
export interface Check extends Omit<VerificationAnswer, 'status'> {
  /** As it was given. */
  readonly typed: string;
  /** Five groups of five; null where none could be read. */
  readonly code: string | null;
  /** `not-checked`: nothing is said, because too many codes that led nowhere were asked for. */
  readonly status: Finding['status'] | 'not-checked';
  readonly word: string;
  readonly sentence: string;
  /** Only of `not-checked`. */
  readonly retryAfterSeconds?: number;
}

/** What is said, and what only our own pages need beside it. */
export interface CheckedCode {
  readonly check: Check;
  /** The last day on which it holds, ISO 8601: the cohort's, also of a cohort that is not shown; null where there is none. */
  readonly lastDay: string | null;
}

interface Counted {
  readonly codes: LimitName;
  readonly misses: LimitName;
  readonly key: string;
}

/** What was typed, as a list of codes is read: in steps, as many long texts take their time. */
export const readTexts = (typed: readonly string[]): Generator<void, TypedText[]> =>
  eachInTurn(typed, (text) => ({ typed: text, parsed: parseCode(text) }));

/** Many codes at once. */
@Injectable()
export class Checks {
  constructor(
    private readonly status: CertificateStatus,
    private readonly limits: Limits,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * One answer for each text, in their order. All codes are looked up by one statement.
   *
   * As on the page of a single code, only codes that lead nowhere spend the misses of who asks, and only those are kept
   * back when these are spent: nobody is told "never issued" then, and nobody anything wrong.
   *
   * @param texts codes, or addresses, as people type and paste them; each different one counts, whatever it is
   * @param least what counts in any case, as finding these took time, too
   * @throws DomainError tooMany for more of them than are looked at for one network or person in a while, before any is
   */
  async of(texts: readonly TypedText[], asker: Asker, least = 1): Promise<CheckedCode[]> {
    await this.spend(asker, Math.max(least, new Set(texts.map(({ typed }) => typed)).size));
    const codes = [...new Set(texts.flatMap(({ parsed }) => (parsed.kind === 'code' ? [parsed.code] : [])))];
    const counted = countedFor(asker);
    const known = codes.length > 0 ? await this.status.readAll(codes) : new Map<Code, KnownCertificate>();
    const { keptBack, refusal } = await this.misses(
      codes.filter((code) => !known.has(code)),
      counted,
    );
    const answer = ({ typed, parsed }: TypedText): CheckedCode => {
      if (parsed.kind !== 'code') return without(this.none({ status: parsed.kind }, typed, null));
      const certificate = known.get(parsed.code);
      if (certificate) return this.found(certificate, typed);
      return refusal && keptBack.has(parsed.code)
        ? without(this.notChecked(refusal, typed, parsed.code))
        : without(this.none({ status: 'never-issued' }, typed, parsed.code));
    };
    return inSlices(eachInTurn(texts, answer));
  }

  /**
   * Counts texts as looked at: for those that are refused as a whole, as reading them took time, too.
   *
   * @throws DomainError tooMany
   */
  async spend(asker: Asker, texts: number): Promise<void> {
    const { codes, key } = countedFor(asker);
    await this.limits.consume(codes, key, Math.max(1, texts));
  }

  /** @throws DomainError tooMany for who is known to have asked for too many, before anything is read */
  refuseSpent(asker: Asker): void {
    const { codes, key } = countedFor(asker);
    this.limits.refuseSpent(codes, key);
  }

  /** Which of the codes that lead nowhere are beyond the limit: the last ones. */
  private async misses(codes: readonly Code[], { misses, key }: Counted) {
    if (codes.length === 0) return { keptBack: new Set<Code>(), refusal: null };
    const { granted, refusal } = await this.limits.consumeUpTo(misses, key, codes.length);
    return { keptBack: new Set(codes.slice(granted)), refusal };
  }

  private found(known: KnownCertificate, typed: string): CheckedCode {
    const { code, verdict, snapshot, hidden, readAt } = known;
    const told = publicFacts(known);
    const { word, sentence } = verdictWords(verdict, told?.named ?? null);
    const answer = verificationAnswer(verdict, snapshot, readAt, this.config.publicUrl, hidden);
    const end = told?.facts.validUntil ?? null;
    return {
      check: { typed, code: writtenCode(code), word, sentence, ...answer },
      lastDay: told && end !== null ? lastDayBefore(new Date(end), told.named.cohort.timeZone) : null,
    };
  }

  private none(
    finding: Extract<Finding, { status: 'never-issued' | 'typing-error' | 'not-a-code' }>,
    typed: string,
    code: Code | null,
  ): Check {
    const { word, sentence } = verdictWords(finding, null);
    const answer = verificationAnswer(finding, null, this.clock.now(), this.config.publicUrl, []);
    return {
      typed,
      code: code && writtenCode(code),
      word,
      sentence: finding.status === 'typing-error' ? typingErrorSentence(typed) : sentence,
      ...answer,
    };
  }

  private notChecked({ message, details }: DomainError, typed: string, code: Code): Check {
    return {
      typed,
      code: writtenCode(code),
      status: 'not-checked',
      word: 'Not checked',
      sentence: message,
      checkedAt: this.clock.now().toISOString(),
      facts: null,
      retryAfterSeconds: Number(details['retryAfterSeconds']),
    };
  }
}

const without = (check: Check): CheckedCode => ({ check, lastDay: null });

function countedFor(asker: Asker): Counted {
  return asker.kind === 'address'
    ? { codes: 'checksByAddress', misses: 'verificationMissByAddress', key: asker.address }
    : { codes: 'checksByTokens', misses: 'verificationMissByTokens', key: asker.personId };
}
