/**
 * What Open Badges 3.0 asks of an `AchievementCredential` as JSON (section B.1, and its JSON Schema of the same classes): which
 * members each class has, of which type, which it must have, and which classes are closed.
 */
const text = { type: 'string' };
const instant = { type: 'string', format: 'date-time' };
const flag = { type: 'boolean' };
const number = { type: 'number' };
const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
const listOf = (items: object) => ({ type: 'array', items });
const oneOf = (...words: string[]) => ({ enum: words });
/** A list that holds one of these words, in the place of a type. */
const typed = (...words: string[]) => ({
  ...{ type: 'array', minItems: 1, items: text },
  contains: oneOf(...words),
});
/** A vocabulary that others may extend with words of their own. */
const extensible = (...words: string[]) => ({
  oneOf: [oneOf(...words), { type: 'string', pattern: '(ext:)[a-z|A-Z|0-9|.|-|_]+' }],
});
const jwts = listOf({ type: 'string', pattern: '^[a-zA-Z0-9_-]+\\.[a-zA-Z0-9_-]*\\.[a-zA-Z0-9_-]+$' });
const language = { type: 'string', pattern: '^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$' };

const open = (required: string[], properties: object) => ({ type: 'object', required, properties });
const closed = (required: string[], properties: object) => ({
  ...open(required, properties),
  additionalProperties: false,
});
const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, text]));

const identifierType = extensible(
  ...['name', 'sourcedId', 'systemId', 'productId', 'userName', 'accountId', 'emailAddress'],
  ...['nationalIdentityNumber', 'isbn', 'issn', 'lisSourcedId', 'oneRosterSourcedId', 'sisSourcedId'],
  ...['ltiContextId', 'ltiDeploymentId', 'ltiToolId', 'ltiPlatformId', 'ltiUserId', 'identifier'],
);

const credentialMembers = {
  '@context': {
    ...{ type: 'array', minItems: 2 },
    items: [
      oneOf('https://www.w3.org/ns/credentials/v2'),
      {
        type: 'string',
        pattern: '^https:\\/\\/purl\\.imsglobal\\.org\\/spec\\/ob\\/v3p0\\/context(-3\\.\\d\\.\\d)*\\.json$',
      },
    ],
    additionalItems: { type: ['string', 'object'] },
  },
  ...texts('id', 'name', 'description'),
  awardedDate: instant,
  issuer: { oneOf: [text, ref('Profile')] },
  validFrom: instant,
  validUntil: instant,
  proof: listOf(ref('Proof')),
  credentialSchema: listOf(open(['id', 'type'], texts('id', 'type'))),
  credentialStatus: open(['id', 'type'], texts('id', 'type')),
  refreshService: open(['id', 'type'], texts('id', 'type')),
  termsOfUse: listOf(open(['type'], texts('id', 'type'))),
};

const endorsements = { endorsement: listOf(ref('EndorsementCredential')), endorsementJwt: jwts };

const classes = {
  AchievementSubject: open(['type', 'achievement'], {
    ...texts('id', 'licenseNumber', 'narrative', 'role', 'term'),
    type: typed('AchievementSubject'),
    activityStartDate: instant,
    activityEndDate: instant,
    creditsEarned: number,
    achievement: ref('Achievement'),
    identifier: listOf(ref('IdentityObject')),
    image: ref('Image'),
    result: listOf(ref('Result')),
    source: ref('Profile'),
  }),
  IdentityObject: closed(['type', 'hashed', 'identityHash', 'identityType'], {
    type: oneOf('IdentityObject'),
    hashed: flag,
    identityHash: text,
    identityType: identifierType,
    salt: text,
  }),
  Evidence: open(['type'], {
    ...texts('id', 'narrative', 'name', 'description', 'genre', 'audience'),
    type: typed('Evidence'),
  }),
  EndorsementCredential: open(
    ['@context', 'type', 'id', 'name', 'credentialSubject', 'issuer', 'validFrom'],
    {
      ...credentialMembers,
      type: { allOf: [typed('VerifiableCredential'), typed('EndorsementCredential')] },
      credentialSubject: open(['id', 'type'], {
        ...texts('id', 'endorsementComment'),
        type: typed('EndorsementSubject'),
      }),
    },
  ),
  Achievement: open(['id', 'type', 'criteria', 'description', 'name'], {
    ...texts('id', 'description', 'fieldOfStudy', 'humanCode', 'name', 'specialization', 'version'),
    ...endorsements,
    type: typed('Achievement'),
    alignment: listOf(ref('Alignment')),
    achievementType: extensible(
      ...['Achievement', 'ApprenticeshipCertificate', 'Assessment', 'Assignment', 'AssociateDegree', 'Award'],
      ...['Badge', 'BachelorDegree', 'Certificate', 'CertificateOfCompletion', 'Certification'],
      ...['CommunityService', 'Competency', 'Course', 'CoCurricular', 'Degree', 'Diploma', 'DoctoralDegree'],
      ...['Fieldwork', 'GeneralEducationDevelopment', 'JourneymanCertificate', 'LearningProgram', 'License'],
      ...['Membership', 'ProfessionalDoctorate', 'QualityAssuranceCredential', 'MasterCertificate'],
      ...['MasterDegree', 'MicroCredential', 'ResearchDoctorate', 'SecondarySchoolDiploma'],
    ),
    creator: ref('Profile'),
    creditsAvailable: number,
    criteria: open([], texts('id', 'narrative')),
    image: ref('Image'),
    inLanguage: language,
    otherIdentifier: listOf(ref('IdentifierEntry')),
    related: listOf(
      open(['id', 'type'], { ...texts('id', 'version'), type: typed('Related'), inLanguage: language }),
    ),
    resultDescription: listOf(ref('ResultDescription')),
    tag: listOf(text),
  }),
  Alignment: open(['type', 'targetName', 'targetUrl'], {
    ...texts('targetCode', 'targetDescription', 'targetName', 'targetFramework', 'targetUrl'),
    type: typed('Alignment'),
    targetType: extensible(
      ...['ceasn:Competency', 'ceterms:Credential', 'CFItem', 'CFRubric', 'CFRubricCriterion'],
      ...['CFRubricCriterionLevel', 'CTDL'],
    ),
  }),
  IdentifierEntry: closed(['type', 'identifier', 'identifierType'], {
    type: oneOf('IdentifierEntry'),
    identifier: text,
    identifierType,
  }),
  Proof: open(['type'], {
    ...texts('type', 'cryptosuite', 'challenge', 'domain', 'nonce', 'proofPurpose', 'proofValue'),
    created: instant,
    verificationMethod: text,
  }),
  Image: closed(['id', 'type'], { ...texts('id', 'caption'), type: oneOf('Image') }),
  Result: open(['type'], {
    ...texts('achievedLevel', 'resultDescription', 'value'),
    type: typed('Result'),
    alignment: listOf(ref('Alignment')),
    status: oneOf('Completed', 'Enrolled', 'Failed', 'InProgress', 'OnHold', 'Provisional', 'Withdrew'),
  }),
  ResultDescription: open(['id', 'type', 'name', 'resultType'], {
    ...texts('id', 'name', 'requiredLevel', 'requiredValue', 'valueMax', 'valueMin'),
    type: typed('ResultDescription'),
    alignment: listOf(ref('Alignment')),
    allowedValue: listOf(text),
    resultType: extensible(
      ...['GradePointAverage', 'LetterGrade', 'Percent', 'PerformanceLevel', 'PredictedScore', 'RawScore'],
      ...['Result', 'RubricCriterion', 'RubricCriterionLevel', 'RubricScore', 'ScaledScore', 'Status'],
    ),
    rubricCriterionLevel: listOf(ref('RubricCriterionLevel')),
  }),
  RubricCriterionLevel: open(['id', 'type', 'name'], {
    ...texts('id', 'description', 'level', 'name', 'points'),
    type: typed('RubricCriterionLevel'),
    alignment: listOf(ref('Alignment')),
  }),
  Profile: open(['id', 'type'], {
    ...texts('id', 'name', 'url', 'phone', 'description', 'email', 'official', 'familyName', 'givenName'),
    ...texts('additionalName', 'patronymicName', 'honorificPrefix', 'honorificSuffix', 'familyNamePrefix'),
    ...endorsements,
    type: typed('Profile'),
    image: ref('Image'),
    address: open(['type'], { type: typed('Address') }),
    otherIdentifier: listOf(ref('IdentifierEntry')),
    parentOrg: ref('Profile'),
    dateOfBirth: { type: 'string', format: 'date' },
  }),
};

export const openBadgesSchema = {
  $schema: 'https://json-schema.org/draft/2019-09/schema#',
  ...open(['@context', 'id', 'type', 'credentialSubject', 'issuer', 'validFrom'], {
    ...credentialMembers,
    ...endorsements,
    type: {
      allOf: [typed('VerifiableCredential'), typed('AchievementCredential', 'OpenBadgeCredential')],
    },
    image: ref('Image'),
    credentialSubject: ref('AchievementSubject'),
    evidence: listOf(ref('Evidence')),
  }),
  $defs: classes,
};
