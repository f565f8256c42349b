import { Temporal } from 'temporal-polyfill';
import { competencyPath } from '../../grading/rubrics/competencies.rules.js';
import { logoPathOf } from '../../users/academy/logo-key.js';
import { issuerDid } from '../keys/issuer.rules.js';
import {
  canonicalSnapshot,
  type CertificateSnapshot,
  type CompetencyResult,
  type EvidenceRoot,
} from '../register/snapshot.rules.js';
import { type StatusEntry, type UnsignedCredential } from './credential.shape.js';
import { pinnedContexts } from './pinned-contexts.rules.js';

export interface CredentialOptions {
  /** The origin under which the academy signs (`KeyRing.origin`); it names the issuer. */
  readonly publicUrl: string;
  /** `urn:uuid:` and a random one that says nothing of the person. */
  readonly subjectId: string;
  /** The one for revocation first. */
  readonly statusEntries: readonly StatusEntry[];
}

const SCHEMA =
  'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';

/**
 * The Open Badges 3.0 credential of a certificate, drawn from its snapshot as page and PDF are; the same snapshot always
 * gives the same one. It is about 7 kB as JSON.
 *
 * - `id` is the certificate's address. What has an id of its own within it has that address with a fragment.
 * - Instants are whole seconds, as a JWT has no others and its `nbf` must equal `validFrom`.
 * - The competencies are result descriptions with the levels of their scale; a result's `value` is its points.
 *
 * @throws RangeError when there is no status entry
 */
export function buildCredential(frozen: CertificateSnapshot, options: CredentialOptions): UnsignedCredential {
  const snapshot = JSON.parse(canonicalSnapshot(frozen), (_, value: unknown) =>
    typeof value === 'string' ? alikeEverywhere(value) : value,
  ) as CertificateSnapshot;
  const { address, academy, course, validUntil, evidence } = snapshot;
  const { publicUrl, statusEntries } = options;
  return {
    '@context': pinnedContexts,
    id: address,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: issuerOf(academy, publicUrl),
    validFrom: inSeconds(snapshot.issuedAt),
    ...(validUntil !== null && { validUntil: inSeconds(validUntil) }),
    name: course.title,
    description: `Certificate of ${academy.name} for “${course.title}”`,
    credentialSubject: subjectOf(snapshot, options),
    ...(evidence && { evidence: [evidenceOf(evidence, address)] }),
    credentialStatus: statusOf(statusEntries),
    credentialSchema: [{ id: SCHEMA, type: '1EdTechJsonSchemaValidator2019' }],
  };
}

function issuerOf(
  { name, logo }: CertificateSnapshot['academy'],
  publicUrl: string,
): UnsignedCredential['issuer'] {
  return {
    id: issuerDid(publicUrl),
    type: ['Profile'],
    name,
    url: publicUrl,
    ...(logo !== undefined && {
      image: { id: `${publicUrl}${logoPathOf(logo)}`, type: 'Image', caption: `Logo of ${name}` },
    }),
  };
}

/**
 * Without control characters, but for ends of lines. A proof is over N-Quads, and what is read as the same text is written in
 * two ways there: the canonical form of RDFC-1.0 (appendix A) escapes all of them, while URDNA2015, by which many verifiers still
 * go, leaves some as they are. A tab in a rubric would make such a program call the signature wrong.
 */
const alikeEverywhere = (text: string) => text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]/gu, ' ');

/**
 * One entry, that for revocation. Verifiable Credentials 2.0 (section 4.10) would take several, but in Open Badges 3.0 an
 * `AchievementCredential` has `credentialStatus [0..1]` (section B.1.1), its JSON Schema wants an object, and 1EdTech's
 * validator calls a list invalid; 3.1 means to allow several (1EdTech/openbadges-specification, issue 623). That validator
 * and others read the purpose `revocation` alone, too. So this entry must tell whatever a stranger may not rely on, and the
 * list for suspension stands beside it, with the same index, for those who ask which it is.
 */
export function statusOf(entries: readonly StatusEntry[]): StatusEntry {
  const [revocation] = entries;
  if (revocation?.statusPurpose !== 'revocation') throw new RangeError('A credential needs a status entry.');
  const { id, type, statusPurpose, statusListIndex, statusListCredential } = revocation;
  return { id, type, statusPurpose, statusListIndex, statusListCredential };
}

type Subject = UnsignedCredential['credentialSubject'];

function subjectOf(snapshot: CertificateSnapshot, options: CredentialOptions): Subject {
  const { address, holder, cohort, competencies, result } = snapshot;
  const { startsOn, endsOn, timeZone } = cohort;
  return {
    id: options.subjectId,
    type: ['AchievementSubject'],
    name: holder.name,
    identifier: [{ type: 'IdentityObject', hashed: false, identityHash: holder.name, identityType: 'name' }],
    term: cohort.name,
    activityStartDate: firstSecondOf(startsOn, timeZone),
    activityEndDate: lastSecondOf(endsOn, timeZone),
    achievement: achievementOf(snapshot, options),
    result: [
      { type: ['Result'], resultDescription: totalId(address), value: String(result.percent) },
      ...competencies.map((competency) => {
        const { levels, reached } = scaleOf(snapshot, competency);
        return {
          type: ['Result'] as const,
          resultDescription: competencyId(address, competency.key),
          achievedLevel: levelId(address, competency.key, levels.indexOf(reached)),
          value: String(competency.points),
        };
      }),
    ],
  };
}

function achievementOf(
  snapshot: CertificateSnapshot,
  { publicUrl }: CredentialOptions,
): Subject['achievement'] {
  const { address, academy, course, competencies, result } = snapshot;
  const { title, summary, versionNumber } = course;
  return {
    // Its own, as its criteria and result descriptions are: two courses may share a title.
    id: `${address}#achievement`,
    type: ['Achievement'],
    achievementType: 'Certificate',
    name: title,
    description: summary,
    version: String(versionNumber),
    criteria: { id: `${address}#criteria`, narrative: `${summary}\n\n${result.passRule}` },
    alignment: competencies.map((competency) => ({
      type: ['Alignment'],
      targetName: competency.title,
      targetUrl: `${publicUrl}${competencyPath(competency.key)}`,
      targetCode: competency.key,
      targetFramework: `Competencies of ${academy.name}`,
    })),
    resultDescription: [
      {
        id: totalId(address),
        type: ['ResultDescription'],
        name: 'Percent of the weighted points',
        resultType: 'Percent',
        valueMin: '0',
        valueMax: '100',
        requiredValue: String(result.passPercent),
      },
      ...competencies.map((competency) => describedCompetency(snapshot, competency)),
    ],
  };
}

type ResultDescription = Subject['achievement']['resultDescription'][number];

function describedCompetency(snapshot: CertificateSnapshot, competency: CompetencyResult): ResultDescription {
  const { address } = snapshot;
  const { key, title, ofPoints } = competency;
  const { levels, required } = scaleOf(snapshot, competency);
  return {
    id: competencyId(address, key),
    type: ['ResultDescription'],
    name: title,
    resultType: 'RubricCriterionLevel',
    valueMin: '0',
    valueMax: String(ofPoints),
    ...(required && { requiredLevel: levelId(address, key, levels.indexOf(required)) }),
    rubricCriterionLevel: levels.map(({ level, meaning }, at) => ({
      id: levelId(address, key, at),
      type: ['RubricCriterionLevel'],
      name: level,
      description: meaning,
    })),
  };
}

/** Where the snapshot tells no scale, it is the level that was reached alone. */
function scaleOf({ scales }: CertificateSnapshot, { key, level, meaning }: CompetencyResult) {
  const scale = scales?.find((one) => one.key === key);
  const named = (title?: string) => scale?.levels.find((one) => one.level === title);
  const reached = named(level);
  if (!scale || !reached) {
    const only = { level, meaning };
    return { levels: [only], reached: only, required: undefined };
  }
  return { levels: scale.levels, reached, required: named(scale.required) };
}

const totalId = (address: string) => `${address}#result`;
const competencyId = (address: string, key: string) => `${address}#competency-${encodeURIComponent(key)}`;
/** @param at its place in the scale, from 0 on */
const levelId = (address: string, key: string, at: number) => `${competencyId(address, key)}-level-${at + 1}`;

type Evidence = NonNullable<UnsignedCredential['evidence']>[number];

function evidenceOf({ root, sections }: EvidenceRoot, address: string): Evidence {
  return {
    id: `${address}#evidence`,
    type: ['Evidence'],
    name: 'The graded handbook',
    description: `${sections} ${sections === 1 ? 'section' : 'sections'}, of which the holder may show some at the certificate’s address`,
    narrative: `SHA-256 over the list of salted section digests: ${root}`,
  };
}

/** Without fractions of a second. */
const inSeconds = (instant: string) => `${instant.slice(0, 19)}Z`;

const firstSecondOf = (day: string, timeZone: string) =>
  withOffset(Temporal.PlainDate.from(day).toZonedDateTime(timeZone));

const lastSecondOf = (day: string, timeZone: string) =>
  withOffset(
    Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(timeZone).subtract({ seconds: 1 }),
  );

/** As RFC 3339 writes it: `2026-10-19T00:00:00+02:00`. */
const withOffset = (moment: Temporal.ZonedDateTime) =>
  moment.toString({ timeZoneName: 'never', smallestUnit: 'second' });
