import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { type DomainError } from '../../platform/errors/domain-errors.js';
import { Limits, type LimitName } from '../../platform/limits/limits.js';
import { type Code, parseCode, writtenCode } from '../register/code.rules.js';
import { type Finding, type VerificationAnswer, verificationAnswer } from '../register/status.rules.js';
import { CertificateStatus, type KnownCertificate } from '../verification/certificate-status.service.js';
import { typingErrorSentence } from '../verification/mistyped.views.js';
import { verdictWords } from '../verification/verdict-words.rules.js';
import { publicFacts } from '../verification/verification.views.js';

/** Who asks, as far as it is counted. */
export type Asker =
  { readonly kind: 'address'; readonly address: string } | { readonly kind: 'token'; readonly id: string };

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

interface Counted {
  readonly codes: LimitName;
  readonly misses: LimitName;
  readonly key: string;
}

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
   * @param typed codes, or addresses, as people type and paste them
   * @throws DomainError tooMany for more codes than are looked up for one network or token in a while
   */
  async of(typed: readonly string[], asker: Asker): Promise<Check[]> {
    const read = typed.map((text) => ({ text, parsed: parseCode(text) }));
    const codes = [...new Set(read.flatMap(({ parsed }) => (parsed.kind === 'code' ? [parsed.code] : [])))];
    const counted = countedFor(asker);
    if (codes.length > 0) await this.limits.consume(counted.codes, counted.key, codes.length);
    const known = codes.length > 0 ? await this.status.readAll(codes) : new Map<Code, KnownCertificate>();
    const { keptBack, refusal } = await this.misses(
      codes.filter((code) => !known.has(code)),
      counted,
    );
    return read.map(({ text, parsed }) => {
      if (parsed.kind !== 'code') return this.none({ status: parsed.kind }, text, null);
      const certificate = known.get(parsed.code);
      if (certificate) return this.found(certificate, text);
      return refusal && keptBack.has(parsed.code)
        ? this.notChecked(refusal, text, parsed.code)
        : this.none({ status: 'never-issued' }, text, parsed.code);
    });
  }

  /** Which of the codes that lead nowhere are beyond the limit: the last ones. */
  private async misses(codes: readonly Code[], { misses, key }: Counted) {
    if (codes.length === 0) return { keptBack: new Set<Code>(), refusal: null };
    const { granted, refusal } = await this.limits.consumeUpTo(misses, key, codes.length);
    return { keptBack: new Set(codes.slice(granted)), refusal };
  }

  private found(known: KnownCertificate, typed: string): Check {
    const { code, verdict, snapshot, hidden, readAt } = known;
    const { word, sentence } = verdictWords(verdict, publicFacts(known)?.named ?? null);
    const answer = verificationAnswer(verdict, snapshot, readAt, this.config.publicUrl, hidden);
    return { typed, code: writtenCode(code), word, sentence, ...answer };
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

function countedFor(asker: Asker): Counted {
  return asker.kind === 'address'
    ? { codes: 'checksByAddress', misses: 'verificationMissByAddress', key: asker.address }
    : { codes: 'checksByToken', misses: 'verificationMissByToken', key: asker.id };
}
