import { z } from 'zod';

const only = <Type extends string>(type: Type) => z.tuple([z.literal(type)]).readonly();
/** Nothing more is asked of what holds another one. */
const text = z.string().refine((value) => value.isWellFormed(), { abort: true });
/** Bounded, as canonicalisation takes the longer the more nodes are alike. Certificates have some five. */
const few = <Item extends z.ZodType>(item: Item) => z.array(item).max(40).readonly();

/** The same ones in another order, or one of them once more, are the same statements to JSON-LD. */
const distinct = <Item extends z.ZodType>(item: Item, idOf: (one: z.infer<Item>) => string) =>
  few(item).refine((items) => new Set(items.map(idOf)).size === items.length);

const alignment = z.strictObject({
  type: only('Alignment'),
  targetName: text,
  targetUrl: text,
  targetCode: text,
  targetFramework: text,
});

const rubricLevel = z.strictObject({
  id: text,
  type: only('RubricCriterionLevel'),
  name: text,
  description: text,
});

const resultDescription = z.strictObject({
  id: text,
  type: only('ResultDescription'),
  name: text,
  resultType: z.enum(['Percent', 'RubricCriterionLevel']),
  valueMin: text,
  valueMax: text,
  requiredValue: text.optional(),
  requiredLevel: text.optional(),
  rubricCriterionLevel: distinct(rubricLevel, ({ id }) => id)
    .refine((levels) => levels.length > 0 && levels.every(({ id }, at) => id.endsWith(`-level-${at + 1}`)))
    .optional(),
});

const achievement = z.strictObject({
  id: text,
  type: only('Achievement'),
  achievementType: z.literal('Certificate'),
  name: text,
  description: text,
  version: text,
  criteria: z.strictObject({ id: text, narrative: text }),
  alignment: distinct(alignment, ({ targetCode }) => targetCode),
  resultDescription: distinct(resultDescription, ({ id }) => id),
});

const result = z.strictObject({
  type: only('Result'),
  resultDescription: text,
  value: text,
  achievedLevel: text.optional(),
});

const identity = z.strictObject({
  type: z.literal('IdentityObject'),
  hashed: z.literal(false),
  identityHash: text,
  identityType: z.literal('name'),
});

const subjectMembers = z.strictObject({
  id: text,
  type: only('AchievementSubject'),
  /** As printed, and once more as Open Badges has it: programs that show credentials look for the one or the other. */
  name: text,
  identifier: z.tuple([identity]).readonly(),
  term: text,
  activityStartDate: text,
  activityEndDate: text,
  achievement,
  result: distinct(result, ({ resultDescription: of }) => of),
});

/** Programs that don't follow ids go by places: each result stands where its description does, the total first. */
const subject = subjectMembers.refine(
  ({ achievement: { alignment: competencies, resultDescription: described }, result: results }) =>
    described.length === results.length &&
    described.length === competencies.length + 1 &&
    described.every(({ id, resultType }, at) => {
      const code = competencies[at - 1]?.targetCode;
      const isInPlace =
        code === undefined
          ? resultType === 'Percent'
          : resultType !== 'Percent' && id.endsWith(`#competency-${encodeURIComponent(code)}`);
      return isInPlace && results[at]?.resultDescription === id;
    }),
);

const evidence = z.strictObject({
  id: text,
  type: only('Evidence'),
  name: text,
  description: text,
  narrative: text,
});

const statusEntry = z.strictObject({
  id: text,
  type: z.literal('BitstringStatusListEntry'),
  statusPurpose: z.enum(['revocation', 'suspension']),
  statusListIndex: text,
  statusListCredential: text,
});

const schemaReference = z.strictObject({ id: text, type: z.literal('1EdTechJsonSchemaValidator2019') });

const credentialMembers = {
  '@context': few(text),
  id: text,
  type: z.tuple([z.literal('VerifiableCredential'), z.literal('OpenBadgeCredential')]).readonly(),
  issuer: z.strictObject({
    ...{ id: text, type: only('Profile'), name: text, url: text },
    image: z.strictObject({ id: text, type: z.literal('Image'), caption: text }).optional(),
  }),
  validFrom: z.iso.datetime(),
  validUntil: z.iso.datetime().optional(),
  name: text,
  description: text,
  credentialSubject: subject,
  evidence: z.tuple([evidence]).readonly().optional(),
  credentialStatus: statusEntry,
  credentialSchema: z.tuple([schemaReference]).readonly(),
};

const proof = z.strictObject({
  type: z.literal('DataIntegrityProof'),
  cryptosuite: z.literal('eddsa-rdfc-2022'),
  created: z.iso.datetime(),
  verificationMethod: text,
  proofPurpose: z.literal('assertionMethod'),
  /** 64 bytes in base58btc (Data Integrity EdDSA Cryptosuites 1.0, section 3.2.1). */
  proofValue: z.string().regex(/^z[1-9A-HJ-NP-Za-km-z]{64,88}$/),
});

/** From 1970 to the end of the year 9999, as the dates beside them. */
const seconds = z.int().min(0).max(253_402_300_799);

/**
 * What a certificate's credential looks like, member by member: an Open Badges 3.0 `AchievementCredential` in the data
 * model of Verifiable Credentials 2.0. It is written by `buildCredential`, and what is read must have no other shape:
 * JSON-LD gives many JSON texts the same statements, and so the same signature, which programs that read JSON would
 * understand in different ways (a string in place of a list, `"false"` in place of `false`, members that are null).
 *
 * Credentials of this shape are held by people for decades. So members may be added as optional ones, and what a shape
 * once allowed it allows for good.
 */
export const signedShape = z.strictObject({ ...credentialMembers, proof: z.tuple([proof]).readonly() });
/** What a JWT says: the credential and, beside its members, the claims that equal some of them. */
export const claimsShape = z.strictObject({
  ...credentialMembers,
  ...{ iss: text, sub: text, jti: text, nbf: seconds, iat: seconds, exp: seconds.optional() },
});

export type StatusEntry = Readonly<z.infer<typeof statusEntry>>;
export type SignedCredential = Readonly<z.infer<typeof signedShape>>;
export type UnsignedCredential = Omit<SignedCredential, 'proof'>;
