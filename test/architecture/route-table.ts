import { randomUUID } from 'node:crypto';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { KeyRing } from '../../src/certificates/keys/key-ring.service.js';
import { type PublicKeyRecord } from '../../src/certificates/keys/signing-key.js';
import { groupsOf, type Code } from '../../src/certificates/register/code.rules.js';
import { CourseImages } from '../../src/courses/versions/images/course-images.service.js';
import { type VersionContent } from '../../src/courses/versions/version-content.js';
import { Handbooks } from '../../src/assignments/handbooks/handbooks.service.js';
import { Revisions } from '../../src/assignments/revisions/revisions.service.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { INVITATION_LINK } from '../../src/courses/enrolments/invitations/invitation-mails.js';
import { Invitations } from '../../src/courses/enrolments/invitations/invitations.service.js';
import { sha256 } from '../../src/platform/digests/digests.js';
import { Files } from '../../src/platform/files/files.js';
import { Tokens } from '../../src/platform/tokens/tokens.js';
import { GradingAccess } from '../../src/grading/marking/grading-access.service.js';
import { ReleasePlans } from '../../src/grading/releases/release-plans.service.js';
import { Regrades } from '../../src/grading/regrades/regrades.service.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { RemarkBank } from '../../src/grading/remarks/bank.service.js';
import { StatusLists } from '../../src/certificates/status-lists/status-lists.service.js';
import { CoursePublishing } from '../../src/courses/versions/course-publishing.service.js';
import { aDraftVersion, viewerOf } from '../grading/a-cohort.js';
import { writeRubricFile } from '../../src/grading/rubrics/rubric-file.rules.js';
import { aRubric } from '../grading/a-rubric.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { Correspondence } from '../../src/users/correspondence/correspondence.js';
import { cast, castPassword } from '../../src/users/cast.js';
import { logoKeyOf } from '../../src/users/academy/logo-key.js';
import { Users } from '../../src/users/users.service.js';
import { askAbout } from '../certificates/a-question.js';
import { openCorrections } from '../certificates/a-correction.js';
import { aShare, type AShare, showSection } from '../certificates/a-share.js';
import { storeImage, writeImages } from '../assignments/a-picture.js';
import { type AdmissionScene, setAdmissionScene } from '../courses/an-admission.js';
import { aCopy, lessonAt, weekAt } from '../courses/a-draft.js';
import { aCalendar, openSession } from '../courses/a-live-session.js';
import { type Name, type TestApp } from '../support/app.js';
import { type Graded, reachCertificate } from '../support/world.js';

/** Who asks: a visitor without a session, or somebody of the cast. */
export type Role = 'visitor' | Name;
export const roles = ['visitor', 'charlie', 'alice', 'bob', 'ada'] as const satisfies readonly Role[];

/** The world's end, and beside it a cohort that has not begun, which Bob teaches and nobody has joined. */
export interface Scene extends Graded, AdmissionScene {
  /** A live session of the cohort that can be joined. */
  openSessionId: string;
  /** Of the address of Bob's calendar. */
  calendarFile: string;
  /** Has an account and no part in anything. */
  someoneId: string;
  invitationId: string;
  /** Alice's work in a cohort that she has not passed yet. */
  underWay: { slug: string; handbookId: string; revisionId: string };
  /** A picture that was handed in. */
  picture: { handbookId: string; submissionId: string; id: string };
  invitationToken: string;
  next: Cohort;
  /** Of the rubric version. */
  criterionId: string;
  /** Over all versions. */
  criterionIdentity: string;
  /** Remarks in the cohort's bank. */
  bank: { kept: string; deleted: string };
  /** Bob's. */
  instructorId: string;
  /** The desk's form as it stands. */
  marks: Record<string, string>;
  /** The digest of what can be released: the grade of somebody else. */
  reviewed: string;
  /** Whose grade that is. */
  unreleasedId: string;
  /** About Alice's certificate, for administrators. */
  questionId: string;
  /** Open requests for other names on two people's certificates. */
  corrections: { approved: string; declined: string };
  /** Links to the file of Alice's certificate. */
  shares: { kept: AShare; withdrawn: AShare };
  /** Signs proofs. */
  signingKey: PublicKeyRecord;
  /** Of Bob's, to release it at a time. */
  planId: string;
  /** The draft of a change to a rubric that nothing is marked by, and the digest of what it would do. */
  rubricChange: { id: string; digest: string };
  /** A course version that is being written, and its rubric; and a change to the rubric of a published one. */
  rubricDraft: { versionId: string; id: string; changeId: string };
  style: string;
  /** Of a link in a mail to Alice. */
  unsubscribeToken: string;
  /** The form of the page of mail, complete. */
  mailChoices: Record<string, string>;
  /** A picture of a lesson. */
  imageId: string;
  /** The digest of a picture on certificates. */
  logo: string;
  /** The next version of the course, being written; and another one that is published at the end. */
  draft: VersionContent;
  finished: VersionContent;
  /** Charlie's. */
  apiTokenId: string;
  /** A session of Charlie's on some other device. */
  sessionHandle: string;
}

/** A status, or "sign-in": the way there for a page, 401 for what a script asks. */
export type Answer = number | 'sign-in';

export interface Row {
  /** What stands for each parameter of the route. */
  parameters?: (scene: Scene) => Readonly<Record<string, string>>;
  answers: Readonly<Record<Role, Answer>>;
  body?: (scene: Scene, role: Role) => Record<string, string>;
  json?: (scene: Scene) => object;
  /** A picture, for a route that takes one. */
  file?: Buffer;
  /** A parameter that the browser makes up, so that every id is one; what is gone already is gone. */
  madeUp?: string;
  /** Ends or begins a session, so each role comes with a browser of its own. */
  ownBrowser?: true;
}

const everybody = (answer: Answer): Row['answers'] => of([answer, answer, answer, answer, answer]);

/** In the order of a door that opens ever wider: visitor, Charlie, Alice, Bob, Ada. */
function of([visitor, charlie, alice, bob, ada]: readonly [
  Answer,
  Answer,
  Answer,
  Answer,
  Answer,
]): Row['answers'] {
  return { visitor, charlie, alice, bob, ada };
}

const unsubscribeToken = (scene: Scene) => ({ token: scene.unsubscribeToken });
const autumn = ({ underWay }: Scene) => ({ slug: underWay.slug });
const revision = ({ underWay }: Scene) => ({ id: underWay.handbookId, revisionId: underWay.revisionId });
const november = ({ cohort }: Scene) => ({ slug: cohort.slug });
const assessment = ({ assessmentId }: Scene) => ({ id: assessmentId });
const assessmentCriterion = ({ assessmentId, criterionIdentity }: Scene) => ({
  id: assessmentId,
  criterionId: criterionIdentity,
});
const unreleased = (scene: Scene) => ({ id: scene.unreleasedId });
const certificate = ({ certificateId }: Scene) => ({ id: certificateId });
const theRelease = ({ releaseId }: Scene) => ({ id: releaseId });
const question = ({ questionId }: Scene) => ({ id: questionId });
const signingKey = ({ signingKey: { id } }: Scene) => ({ id });
const sharedToken = ({ shares }: Scene) => ({ token: shares.kept.token });
const shownSection = ({ code }: Scene) => ({ code: groupsOf(code as Code).join('-'), key: 'goal' });
const ownSection = ({ certificateId }: Scene) => ({ id: certificateId, key: 'research' });
const someone = ({ someoneId }: Scene) => ({ id: someoneId });
const invitation = ({ invitationId }: Scene) => ({ id: invitationId });
const submission = ({ submissionId }: Scene) => ({ id: submissionId });
const aMessage = ({ enrolmentId }: Scene) => ({
  id: randomUUID(),
  subject: 'How far are you?',
  body: 'Tell me.',
  to: enrolmentId,
});
const liveSession = ({ cohort, openSessionId }: Scene) => ({ slug: cohort.slug, id: openSessionId });
const firstLesson = (scene: Scene) => ({ ...november(scene), week: '1', lesson: 'begin-with-the-business' });
const linkToken = () => ({ token: 'A'.repeat(64) });
const castOf = (role: Role) => cast[role === 'visitor' ? 'charlie' : role];
const draft = ({ draft: { id } }: Scene) => ({ id });
const draftRubric = ({ rubricDraft }: Scene) => ({ id: rubricDraft.id });
const rubricOfDraft = ({ rubricDraft }: Scene) => ({ id: rubricDraft.versionId });
const draftWeek = (scene: Scene) => ({ ...draft(scene), weekId: weekAt(scene.draft, 1).id });
const draftLesson = (scene: Scene, at = 1) => ({
  ...draft(scene),
  lessonId: lessonAt(scene.draft, 1, at).id,
});
const draftSession = (scene: Scene) => ({
  ...draft(scene),
  sessionId: weekAt(scene.draft, 1).sessions[0]?.id ?? '',
});
const administrators = (answer: Answer) => of(['sign-in', 403, 403, 403, answer]);
const selective = (scene: Scene) => ({ slug: scene.selective.slug });
const fresh = (scene: Scene) => ({ slug: scene.fresh.slug });
const application = ({ applicationId }: Scene) => ({ id: applicationId });
const tenOf = (name: string, value: string) =>
  Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`${name}-${at + 1}`, value]));
const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const setUpToken = () => ({ token: 'dG9rZW4tdGhhdC13YXMtbmV2ZXItbWFkZQ' });

/**
 * Every route, and what it answers to whom. Bob teaches, Ada administers, Alice learns and Charlie has no part in the
 * cohort that the parameters name. Writes stand in the order in which they are tried.
 */
export const routeTable: Readonly<Record<string, Row>> = {
  // What everybody may see.
  'GET /': { answers: everybody(200) },
  'GET /assets/*': { parameters: ({ style }) => ({ '*': style }), answers: everybody(200) },
  'GET /health/live': { answers: everybody(200) },
  'GET /health/ready': { answers: everybody(200) },
  'GET /cohorts/:slug': { parameters: november, answers: everybody(200) },
  'GET /courses': { answers: everybody(200) },
  'GET /courses/:slug': {
    parameters: () => ({ slug: 'social-media-strategist' }),
    answers: everybody(200),
  },
  'GET /competencies': { answers: everybody(200) },
  'GET /logos/:name': { parameters: ({ logo }) => ({ name: `${logo}.png` }), answers: everybody(200) },
  'GET /course-images/:id': { parameters: ({ imageId }) => ({ id: imageId }), answers: everybody(200) },
  'GET /.well-known/did.json': { answers: everybody(200) },
  'GET /keys': { answers: everybody(200) },
  'GET /keys/:name': { parameters: ({ signingKey: { name } }) => ({ name }), answers: everybody(200) },
  'GET /verify': { answers: everybody(200) },
  'GET /verify/:code': {
    parameters: ({ code }) => ({ code: groupsOf(code as Code).join('-') }),
    answers: everybody(200),
  },
  'GET /verify/files': { answers: everybody(200) },
  // As a form without a file; test/certificates/checking/files has some with one.
  'POST /verify/files': { answers: everybody(422) },
  'GET /verify/files/keys': { answers: everybody(200) },
  // As a form without digests; there, too.
  'POST /verify/files/comparisons': { answers: everybody(422) },
  'GET /verify/many': { answers: everybody(200) },
  'GET /verify/without-us': { answers: everybody(200) },
  // As a form that is no list of codes; test/certificates/checking has some that are.
  'POST /api/v1/checks': { answers: everybody(422) },
  'POST /verify/many': { body: ({ code }) => ({ list: code }), answers: everybody(200) },
  'GET /api': { answers: everybody(200) },
  'GET /api/v1/openapi.json': { answers: everybody(200) },
  'GET /api/v1/certificates/:code': { parameters: ({ code }) => ({ code }), answers: everybody(200) },
  'GET /verify/:code/evidence/:key': { parameters: shownSection, answers: everybody(200) },
  // A section without pictures.
  'GET /verify/:code/evidence/:key/images/:imageId': {
    parameters: (scene) => ({ ...shownSection(scene), imageId: randomUUID() }),
    answers: everybody(404),
  },
  'GET /shared/:token': { parameters: sharedToken, answers: everybody(200) },
  'GET /shared/:token/pdf': { parameters: sharedToken, answers: everybody(200) },
  'GET /shared/:token/files/:form': {
    parameters: (scene) => ({ ...sharedToken(scene), form: 'jwt' }),
    answers: everybody(200),
  },
  'GET /verify/:code/picture.png': {
    parameters: ({ code }) => ({ code: groupsOf(code as Code).join('-') }),
    answers: everybody(200),
  },
  'GET /status-lists/:number/:purpose': {
    parameters: () => ({ number: '1', purpose: 'revocation' }),
    answers: everybody(200),
  },
  'GET /invitations/:token': {
    parameters: ({ invitationToken }) => ({ token: invitationToken }),
    answers: everybody(200),
  },
  'GET /sign-in': { answers: of([200, 303, 303, 303, 303]) },
  // Of an academy that is set up no such link works; test/users/set-up.spec.ts has one that does.
  // Calendar programs sign in nowhere; the address is the secret.
  'GET /calendars/:file': {
    parameters: ({ calendarFile }) => ({ file: calendarFile }),
    answers: everybody(200),
  },
  'GET /set-up/:token': { parameters: setUpToken, answers: everybody(404) },
  'POST /set-up/:token': { parameters: setUpToken, answers: everybody(404) },

  'GET /sign-up': { answers: of([200, 303, 303, 303, 303]) },
  'GET /sign-up/sent': { answers: everybody(200) },
  'GET /password-resets': { answers: everybody(200) },
  'GET /password-resets/sent': { answers: everybody(200) },
  'GET /account/erased': { answers: everybody(200) },
  // Whoever has the link of a mail; that is all it asks.
  'GET /mail/unsubscribes/:token': { parameters: unsubscribeToken, answers: everybody(200) },
  // Links that were never made; the specs of test/users have some that were.
  'GET /sign-up/:token': { parameters: linkToken, answers: everybody(404) },
  'GET /password-resets/:token': { parameters: linkToken, answers: everybody(404) },
  'GET /address-changes/:token': { parameters: linkToken, answers: everybody(404) },

  // Everybody's own account.
  'GET /account': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /account/name': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /account/time-zone': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /account/password': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /account/address': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /account/sessions': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /account/tokens': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /account/mail': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /account/erasure': { answers: of(['sign-in', 200, 200, 200, 200]) },

  // Joining a cohort: Alice is the selective one's student, Charlie has nothing to do with it.
  'GET /cohorts/:slug/application': {
    parameters: selective,
    answers: of(['sign-in', 200, 200, 403, 200]),
  },
  'GET /cohorts/:slug/applications': { parameters: selective, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /applications/:id': { parameters: application, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /cohorts/:slug/application-form': { parameters: fresh, answers: of(['sign-in', 403, 403, 403, 200]) },
  'GET /cohorts/:slug/enrolments': { parameters: selective, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /cohorts/:slug/enrolments.csv': {
    parameters: selective,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },

  // A student's own.
  'GET /my/:slug': { parameters: november, answers: of(['sign-in', 404, 200, 403, 403]) },
  'GET /my/:slug/handbook': { parameters: november, answers: of(['sign-in', 404, 303, 403, 403]) },
  'GET /my/:slug/lessons/:week/:lesson': {
    parameters: (scene) => ({ ...november(scene), week: '1', lesson: 'begin-with-the-business' }),
    answers: of(['sign-in', 404, 200, 200, 200]),
  },
  'GET /my/:slug/sessions/:id': { parameters: liveSession, answers: of(['sign-in', 404, 200, 200, 200]) },
  'GET /my/:slug/calendar.ics': { parameters: november, answers: of(['sign-in', 404, 200, 200, 200]) },
  'GET /cohorts/:slug/progress': { parameters: november, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /cohorts/:slug/messages': { parameters: november, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /cohorts/:slug/messages/new': { parameters: november, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /calendars': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /cohorts/:slug/sessions/:id/follow-up': {
    parameters: liveSession,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /handbooks/:id': {
    parameters: ({ handbookId }) => ({ id: handbookId }),
    answers: of(['sign-in', 404, 200, 403, 403]),
  },
  'GET /examples': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /examples/:slug': {
    parameters: () => ({ slug: 'tessmar-chocolate' }),
    answers: of(['sign-in', 200, 200, 200, 200]),
  },
  'GET /examples/:slug/sections/:key': {
    parameters: () => ({ slug: 'tessmar-chocolate', key: 'budget' }),
    answers: of(['sign-in', 200, 200, 200, 200]),
  },
  'GET /handbooks/:id/revisions': { parameters: revision, answers: of(['sign-in', 404, 200, 403, 403]) },
  'GET /handbooks/:id/revisions/:revisionId': {
    parameters: revision,
    answers: of(['sign-in', 404, 200, 403, 403]),
  },
  'GET /handbooks/:id/revisions/:revisionId/restorations/new': {
    parameters: revision,
    answers: of(['sign-in', 404, 200, 403, 403]),
  },
  'GET /handbooks/:id/comparison': { parameters: revision, answers: of(['sign-in', 404, 200, 403, 403]) },
  'GET /examples/:slug/handbook.pdf': {
    parameters: () => ({ slug: 'tessmar-chocolate' }),
    answers: of(['sign-in', 200, 200, 200, 200]),
  },
  'GET /submissions/:id/handbook.pdf': {
    parameters: submission,
    answers: of(['sign-in', 404, 200, 200, 200]),
  },
  'GET /submissions/:id/handbook.json': {
    parameters: submission,
    answers: of(['sign-in', 404, 200, 200, 200]),
  },
  'GET /submissions/:id/receipt.json': {
    parameters: submission,
    answers: of(['sign-in', 404, 200, 403, 403]),
  },
  'GET /handbooks/:id/images/:imageId': {
    parameters: ({ picture }) => ({ id: picture.handbookId, imageId: picture.id }),
    answers: of(['sign-in', 404, 200, 403, 403]),
  },
  'GET /submissions/:id/images/:imageId': {
    parameters: ({ picture }) => ({ id: picture.submissionId, imageId: picture.id }),
    answers: of(['sign-in', 404, 200, 200, 200]),
  },
  'GET /submissions/:id': { parameters: submission, answers: of(['sign-in', 404, 200, 200, 200]) },
  'GET /results/:enrolmentId': {
    parameters: ({ enrolmentId }) => ({ enrolmentId }),
    answers: of(['sign-in', 404, 200, 200, 200]),
  },
  'GET /results/:enrolmentId/attempts/:number': {
    parameters: ({ enrolmentId }) => ({ enrolmentId, number: '1' }),
    answers: of(['sign-in', 404, 200, 200, 200]),
  },
  // Everybody's own list; who has none sees that.
  'GET /certificates': { answers: of(['sign-in', 200, 200, 200, 200]) },
  'GET /certificates/:id/corrections': {
    parameters: certificate,
    answers: of(['sign-in', 404, 200, 403, 403]),
  },
  'GET /certificates/:id/evidence/:key': {
    parameters: ownSection,
    answers: of(['sign-in', 404, 200, 403, 403]),
  },
  'GET /certificates/:id/looks': { parameters: certificate, answers: of(['sign-in', 404, 200, 403, 403]) },
  'GET /certificates/:id/sharing': { parameters: certificate, answers: of(['sign-in', 404, 200, 403, 403]) },
  'GET /certificates/:id/pdf': { parameters: certificate, answers: of(['sign-in', 404, 200, 403, 200]) },
  'GET /certificates/:id/files/:form': {
    parameters: (scene) => ({ ...certificate(scene), form: 'jsonld' }),
    answers: of(['sign-in', 404, 200, 403, 200]),
  },

  // The markers'.
  'GET /certificates/cohorts/:slug': { parameters: november, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /certificates/releases/:id': { parameters: theRelease, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /courses/versions/:id/rubric': { parameters: rubricOfDraft, answers: administrators(303) },
  'GET /grading/rubrics/:id': { parameters: draftRubric, answers: administrators(200) },
  'GET /grading/rubrics/:id/file': { parameters: draftRubric, answers: administrators(200) },
  'GET /grading/rubrics/:id/imports/new': { parameters: draftRubric, answers: administrators(200) },
  'GET /grading/rubrics/:id/regrade': {
    parameters: ({ rubricChange }) => ({ id: rubricChange.id }),
    answers: administrators(200),
  },
  'GET /cohorts/:slug/rubrics': { parameters: november, answers: of(['sign-in', 404, 200, 200, 200]) },
  'GET /cohorts/:slug/rubrics/:number': {
    parameters: (scene) => ({ ...november(scene), number: '1' }),
    answers: of(['sign-in', 404, 200, 200, 200]),
  },
  'GET /grading/cohorts/:slug': { parameters: november, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /grading/cohorts/:slug/places': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/late-work': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/extensions': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/extensions/new': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/releases': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/releases/totals': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/enrolments/:id/preview': {
    parameters: unreleased,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/enrolments/:id/preview/handbook': {
    parameters: unreleased,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/enrolments/:id/withholdings': {
    parameters: unreleased,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/gradebook': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/gradebook.csv': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/gradebook/charts': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/gradebook/charts/:name': {
    parameters: (scene) => ({ ...november(scene), name: 'totals' }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/gradebook/imports': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/enrolments/:id/transcript': {
    parameters: ({ enrolmentId }) => ({ id: enrolmentId }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /results/:enrolmentId/transcript': {
    parameters: ({ enrolmentId }) => ({ enrolmentId }),
    answers: of(['sign-in', 404, 200, 200, 200]),
  },
  'GET /grading/cohorts/:slug/criteria': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/criteria/:criterionId': {
    parameters: (scene) => ({ ...november(scene), criterionId: scene.criterionIdentity }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/criteria/:criterionId/places': {
    parameters: (scene) => ({ ...november(scene), criterionId: scene.criterionIdentity }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/assessments/:id/criteria/:criterionId': {
    parameters: assessmentCriterion,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/assessments/:id/remarks': {
    parameters: assessment,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/bank': { parameters: november, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /grading/cohorts/:slug/bank/entries': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/cohorts/:slug/bank/entries/:id': {
    parameters: (scene) => ({ ...november(scene), id: scene.bank.kept }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'GET /grading/assessments/:id': { parameters: assessment, answers: of(['sign-in', 404, 403, 200, 200]) },
  'GET /grading/assessments/:id/history': {
    parameters: assessment,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },

  // The administrators'. That they exist is no secret, so everybody else gets 403.
  'GET /audit': { answers: of(['sign-in', 403, 403, 403, 200]) },
  'GET /academy': { answers: administrators(200) },
  'GET /academy/keys': { answers: administrators(200) },
  'GET /academy/keys/:id/compromises': { parameters: signingKey, answers: administrators(200) },
  'GET /academy/keys/:id/certificates': { parameters: signingKey, answers: administrators(200) },
  // No picture is there yet; test/users/academy.spec.ts has one.
  'GET /academy/logo': { answers: administrators(404) },
  'GET /people': { answers: of(['sign-in', 403, 403, 403, 200]) },
  'GET /people/invitations': { answers: of(['sign-in', 403, 403, 403, 200]) },
  'GET /people/:id': { parameters: someone, answers: of(['sign-in', 403, 403, 403, 200]) },
  'GET /certificates/administration': { answers: of(['sign-in', 403, 403, 403, 200]) },
  'GET /certificates/questions': { answers: administrators(200) },
  'GET /certificates/questions/:id': { parameters: question, answers: administrators(200) },
  'GET /certificates/:id': { parameters: certificate, answers: of(['sign-in', 404, 403, 403, 200]) },
  'GET /certificates/administration/corrections': { answers: administrators(200) },
  'GET /certificates/administration/corrections/:id': {
    parameters: ({ corrections }) => ({ id: corrections.approved }),
    answers: administrators(200),
  },
  'GET /certificates/:id/suspensions': {
    parameters: certificate,
    answers: of(['sign-in', 404, 403, 403, 200]),
  },
  'GET /certificates/:id/reinstatements': {
    parameters: certificate,
    answers: of(['sign-in', 404, 403, 403, 200]),
  },
  'GET /certificates/:id/revocations': {
    parameters: certificate,
    answers: of(['sign-in', 404, 403, 403, 200]),
  },
  'GET /cohorts/administration': { answers: of(['sign-in', 403, 403, 403, 200]) },
  'GET /cohorts/administration/new': { answers: of(['sign-in', 403, 403, 403, 200]) },
  'GET /cohorts/:slug/administration': { parameters: november, answers: of(['sign-in', 404, 403, 403, 200]) },
  // Instructors read along.
  'GET /cohorts/:slug/dates': { parameters: november, answers: of(['sign-in', 404, 403, 200, 200]) },

  'GET /courses/administration': { answers: administrators(200) },
  'GET /courses/drafts/:id': { parameters: draft, answers: administrators(200) },
  'GET /courses/drafts/:id/facts': { parameters: draft, answers: administrators(200) },
  'GET /courses/drafts/:id/publication': { parameters: draft, answers: administrators(200) },
  'GET /courses/drafts/:id/weeks/:weekId': { parameters: draftWeek, answers: administrators(200) },
  'GET /courses/drafts/:id/lessons/:lessonId': { parameters: draftLesson, answers: administrators(200) },
  'GET /courses/drafts/:id/sessions/:sessionId': { parameters: draftSession, answers: administrators(200) },
  'GET /courses/versions/:id': { parameters: draft, answers: administrators(200) },
  'GET /courses/versions/:id/lessons/:lessonId': { parameters: draftLesson, answers: administrators(200) },
  'GET /courses/versions/:id/comparisons/:otherId': {
    parameters: (scene) => ({ ...draft(scene), otherId: scene.versionId }),
    answers: administrators(200),
  },

  // Writes.
  'POST /my/:slug/lessons/:week/:lesson/completions': {
    parameters: firstLesson,
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /my/:slug/lessons/:week/:lesson/completions/removals': {
    parameters: firstLesson,
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /my/:slug/sessions/:id/attendances': {
    parameters: liveSession,
    answers: of(['sign-in', 404, 200, 200, 200]),
  },
  'POST /cohorts/:slug/message-previews': {
    parameters: november,
    body: aMessage,
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'POST /cohorts/:slug/messages': {
    parameters: november,
    body: aMessage,
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  'POST /calendars': { answers: of(['sign-in', 303, 303, 303, 303]) },
  'POST /calendars/endings': { answers: of(['sign-in', 303, 303, 303, 303]) },
  'POST /cohorts/:slug/sessions/:id/follow-ups': {
    parameters: liveSession,
    body: () => ({ recordingUrl: '', notes: 'What was said.', version: '1' }),
    // Ada comes after Bob, with the version that she saw before.
    answers: of(['sign-in', 404, 403, 303, 409]),
  },
  'POST /cohorts/:slug/sessions/:id/attendance-records': {
    parameters: liveSession,
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  'POST /courses': {
    body: ({ versionId }) => ({ title: 'Community Manager', templateFrom: versionId }),
    answers: administrators(303),
  },
  'POST /courses/drafts': {
    body: () => ({ course: 'social-media-strategist', from: 'published' }),
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/facts': {
    parameters: draft,
    body: () => ({
      title: 'Strategist',
      summary: 'A summary.',
      about: '',
      certificateMonths: '',
      version: '1',
    }),
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/weeks/:weekId': {
    parameters: draftWeek,
    body: () => ({ title: 'Look', aim: 'You have looked.', version: '1' }),
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/previews': {
    parameters: draft,
    body: () => ({ body: '## A heading' }),
    answers: administrators(200),
  },
  'POST /courses/drafts/:id/images': {
    parameters: draft,
    file: onePixel,
    answers: administrators(200),
  },
  'POST /courses/drafts/:id/lessons': {
    parameters: draft,
    body: (scene) => ({ title: 'One more', week: weekAt(scene.draft, 1).id }),
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/lessons/:lessonId': {
    parameters: draftLesson,
    body: () => ({ title: 'A title', body: 'A text.', version: '1' }),
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/lessons/:lessonId/moves': {
    parameters: draftLesson,
    body: () => ({ direction: 'down' }),
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/lessons/:lessonId/removals': {
    parameters: (scene) => draftLesson(scene, 2),
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/sessions': {
    parameters: draft,
    body: (scene) => ({ week: weekAt(scene.draft, 1).id }),
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/sessions/:sessionId': {
    parameters: draftSession,
    body: (scene) => ({
      title: 'Opening',
      week: weekAt(scene.draft, 1).id,
      day: '2',
      startsAt: '18:00',
      minutes: '60',
      version: '1',
    }),
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/sessions/:sessionId/removals': {
    parameters: draftSession,
    answers: administrators(303),
  },
  'POST /courses/drafts/:id/removals': { parameters: draft, answers: administrators(303) },
  'POST /courses/drafts/:id/publication': {
    parameters: ({ finished }) => ({ id: finished.id }),
    answers: administrators(303),
  },
  'POST /cohorts/administration/new': {
    body: ({ versionId }) => ({
      courseVersionId: versionId,
      name: 'March cohort',
      startsOn: '2027-03-01',
      timeZone: 'Europe/Paris',
      seats: '30',
      admission: 'open',
      'signatory-name-1': 'Ada Lindqvist',
      'signatory-role-1': 'Director of studies',
    }),
    answers: of(['sign-in', 403, 403, 403, 303]),
  },
  'POST /cohorts/:slug/administration': {
    parameters: november,
    body: ({ instructorId }) => ({
      version: '1',
      name: 'November cohort',
      seats: '31',
      admission: 'open',
      'signatory-name-1': 'Ada Lindqvist',
      'signatory-role-1': 'Director of studies',
      [`instructor-${instructorId}`]: 'yes',
    }),
    answers: of(['sign-in', 404, 403, 403, 303]),
  },
  'POST /cohorts/:slug/dates': {
    parameters: november,
    body: () => ({ version: '2', act: 'confirm', cutOff: '2026-12-09T18:00' }),
    answers: of(['sign-in', 404, 403, 403, 303]),
  },
  'POST /cohorts/:slug/enrolments': {
    parameters: ({ next }) => ({ slug: next.slug }),
    // Whoever teaches a cohort does not join it.
    answers: of(['sign-in', 303, 303, 403, 303]),
  },
  'POST /cohorts/:slug/departures': {
    parameters: ({ full }) => ({ slug: full.slug }),
    // Alice waits there.
    answers: of(['sign-in', 404, 303, 404, 404]),
  },
  'POST /cohorts/:slug/application-form': {
    parameters: fresh,
    body: () => ({
      needed: '8',
      version: '0',
      ...tenOf('question', 'What?'),
      ...tenOf('shows', 'shows it.'),
    }),
    answers: of(['sign-in', 403, 403, 403, 303]),
  },
  'POST /cohorts/:slug/application': {
    parameters: fresh,
    body: () => ({ act: 'send', ...tenOf('answer', 'An answer.') }),
    // Whoever teaches a cohort does not apply for it.
    answers: of(['sign-in', 303, 303, 403, 303]),
  },
  'POST /cohorts/:slug/application/withdrawals': {
    parameters: fresh,
    answers: of(['sign-in', 303, 303, 403, 303]),
  },
  'POST /applications/:id/decisions': {
    parameters: application,
    body: () => ({ seen: '1', ...tenOf('mark', 'yes') }),
    // Ada comes after Bob, and nothing is decided twice.
    answers: of(['sign-in', 404, 403, 303, 409]),
  },
  'POST /cohorts/:slug/roster': {
    parameters: selective,
    body: () => ({ email: cast.charlie.email }),
    answers: of(['sign-in', 403, 403, 403, 303]),
  },
  'POST /enrolments/:id/endings': {
    parameters: ({ seatedId }) => ({ id: seatedId }),
    body: ({ seatedId }) => ({ [`reason-${seatedId}`]: 'Asked for it.' }),
    // By now Charlie is its student, and Ada comes after Bob.
    answers: of(['sign-in', 403, 403, 303, 409]),
  },
  'POST /enrolments/:id/seats': {
    parameters: ({ firstInLineId }) => ({ id: firstInLineId }),
    answers: of(['sign-in', 404, 404, 303, 409]),
  },
  'POST /handbooks/:id/images': {
    parameters: ({ underWay }) => ({ id: underWay.handbookId }),
    file: onePixel,
    answers: of(['sign-in', 404, 200, 403, 403]),
  },
  'POST /handbooks/:id/revisions': {
    parameters: revision,
    body: () => ({ name: 'Before the interview' }),
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /handbooks/:id/revisions/:revisionId/restorations': {
    parameters: revision,
    body: () => ({ section: '' }),
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /handbooks/:id/submissions': {
    parameters: ({ underWay }) => ({ id: underWay.handbookId }),
    body: () => ({ publicInformation: 'yes', snapshot: '', secondLook: 'yes' }),
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /courses/versions/:id/rubric/drafts': { parameters: rubricOfDraft, answers: administrators(303) },
  'POST /grading/rubrics/:id/imports/previews': {
    parameters: draftRubric,
    body: () => ({ text: writeRubricFile(aRubric({ passPercent: 70 })) }),
    answers: administrators(200),
  },
  'POST /grading/rubrics/:id/imports': {
    parameters: draftRubric,
    body: () => ({ text: writeRubricFile(aRubric({ passPercent: 70 })), version: '1' }),
    answers: administrators(303),
  },
  'POST /grading/rubrics/:id': {
    parameters: draftRubric,
    body: () => ({ title: 'Handbook', 'pass-percent': '65', order: '', version: '2' }),
    answers: administrators(303),
  },
  'PUT /grading/rubrics/:id': {
    parameters: draftRubric,
    json: () => ({ title: 'Handbook', 'pass-percent': '70', order: '', version: '3' }),
    answers: administrators(200),
  },
  'POST /grading/rubrics/:id/removals': {
    parameters: ({ rubricDraft }) => ({ id: rubricDraft.changeId }),
    answers: administrators(303),
  },
  'POST /grading/rubrics/:id/regrades': {
    parameters: ({ rubricChange }) => ({ id: rubricChange.id }),
    body: ({ rubricChange: { digest } }) => ({
      name: 'Clearer',
      reason: 'In other words.',
      reviewed: digest,
    }),
    answers: administrators(303),
  },
  // Without a file: what one does, test/grading/gradebook.spec.ts tells.
  'POST /grading/cohorts/:slug/gradebook/imports/previews': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 422, 422]),
  },
  'POST /grading/cohorts/:slug/gradebook/imports': {
    parameters: november,
    answers: of(['sign-in', 404, 403, 422, 422]),
  },
  'POST /grading/submissions/:id/assessments': {
    parameters: submission,
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  'PUT /grading/assessments/:id/scores/:rubricCriterionId': {
    parameters: (scene) => ({ ...assessment(scene), rubricCriterionId: scene.criterionId }),
    json: ({ marks, criterionId }) => ({
      levelId: marks[`level-${criterionId}`],
      remark: marks[`remark-${criterionId}`],
      version: Number(marks[`version-${criterionId}`]),
    }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'POST /grading/cohorts/:slug/bank': {
    parameters: november,
    body: () => ({ body: 'Name the source.', whose: 'cohort' }),
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  'PUT /grading/cohorts/:slug/bank/entries': {
    parameters: november,
    json: () => ({ body: 'Say what it costs.', shared: true }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'POST /grading/cohorts/:slug/bank/entries/:id': {
    parameters: (scene) => ({ ...november(scene), id: scene.bank.kept }),
    body: () => ({ body: 'Name the source, and its day.', version: '1' }),
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  'POST /grading/cohorts/:slug/bank/entries/:id/removals': {
    parameters: (scene) => ({ ...november(scene), id: scene.bank.deleted }),
    body: () => ({ version: '1' }),
    answers: of(['sign-in', 404, 403, 303, 404]),
  },
  'PUT /grading/assessments/:id/presence': {
    parameters: assessment,
    json: ({ criterionId }) => ({ criterionId, seen: { [criterionId]: 0 } }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'POST /grading/assessments/:id/scores': {
    parameters: assessment,
    body: ({ marks }) => marks,
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  'POST /grading/cohorts/:slug/criteria/:criterionId/assessments': {
    parameters: (scene) => ({ ...november(scene), criterionId: scene.criterionIdentity }),
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  'POST /grading/assessments/:id/criteria/:criterionId/scores': {
    parameters: assessmentCriterion,
    body: ({ marks }) => marks,
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  // The work is a first attempt, so there is nothing that could be carried over.
  'POST /grading/assessments/:id/criteria/:criterionId/carried-marks': {
    parameters: assessmentCriterion,
    body: ({ marks }) => marks,
    answers: of(['sign-in', 404, 403, 409, 409]),
  },
  'POST /grading/assessments/:id/carried-marks': {
    parameters: assessment,
    body: ({ marks }) => marks,
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  'PUT /grading/assessments/:id/carried-marks': {
    parameters: assessment,
    json: () => ({ criterion: null }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'POST /grading/assessments/:id/grade-events': {
    parameters: assessment,
    body: ({ marks }) => marks,
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  // Alice's, which has been released; Ada comes after Bob, and nothing is withheld or given twice.
  'POST /grading/enrolments/:id/withholdings': {
    parameters: ({ enrolmentId }) => ({ id: enrolmentId }),
    body: () => ({ reason: 'Two pages are missing.', releases: '1' }),
    answers: of(['sign-in', 404, 403, 303, 409]),
  },
  'POST /grading/enrolments/:id/withholding-ends': {
    parameters: ({ enrolmentId }) => ({ id: enrolmentId }),
    answers: of(['sign-in', 404, 403, 303, 409]),
  },
  // Ada has not seen what Bob did just before.
  'POST /grading/cohorts/:slug/late-policies': {
    parameters: november,
    body: () => ({ points: '5', graceMinutes: '30', floor: '0', seen: '0' }),
    answers: of(['sign-in', 404, 403, 303, 409]),
  },
  'POST /grading/cohorts/:slug/extensions': {
    parameters: november,
    body: ({ enrolmentId }) => ({ students: enrolmentId, until: '2026-12-24T12:00', reason: 'Was ill.' }),
    answers: of(['sign-in', 404, 403, 303, 422]),
  },
  'POST /grading/cohorts/:slug/release-plans/:id/cancellations': {
    parameters: (scene) => ({ ...november(scene), id: scene.planId }),
    answers: of(['sign-in', 404, 403, 303, 409]),
  },
  'POST /grading/cohorts/:slug/release-plans': {
    parameters: november,
    body: ({ reviewed }) => ({ reviewed, dueAt: '2026-12-24T12:00' }),
    answers: of(['sign-in', 404, 403, 303, 409]),
  },
  // What has been seen is something else than what there is.
  'POST /grading/cohorts/:slug/looks': {
    parameters: november,
    body: () => ({ seen: 'something else' }),
    answers: of(['sign-in', 404, 403, 409, 409]),
  },
  'POST /grading/cohorts/:slug/releases': {
    parameters: november,
    body: ({ reviewed }) => ({ reviewed }),
    // Ada comes after Bob, and nothing is released twice.
    answers: of(['sign-in', 404, 403, 303, 409]),
  },
  // After the grade is finalised above, as it would be a remark that nobody has seen there.
  'PUT /grading/assessments/:id/remarks/:remarkId': {
    parameters: (scene) => ({ ...assessment(scene), remarkId: remarkOfScene }),
    madeUp: 'remarkId',
    json: () => ({
      ...{ criterionId: null, body: 'Which harbour?', version: 0 },
      anchor: { sectionKey: 'executive-brief', start: 0, end: 7, quote: 'Harbour' },
    }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'DELETE /grading/assessments/:id/remarks/:remarkId': {
    parameters: (scene) => ({ ...assessment(scene), remarkId: `${remarkOfScene}?version=1` }),
    madeUp: 'remarkId',
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'PUT /grading/assessments/:id/overall-remark': {
    parameters: assessment,
    json: () => ({ body: 'A plan.', version: 0 }),
    answers: of(['sign-in', 404, 403, 200, 200]),
  },
  'POST /certificates/releases/:id/attempts': {
    parameters: theRelease,
    answers: of(['sign-in', 404, 403, 303, 303]),
  },
  'POST /certificates/questions/:id/answers': {
    parameters: question,
    body: () => ({ answer: 'kept', publicReason: '', privateReason: 'The board has decided so.' }),
    answers: administrators(303),
  },
  'POST /certificates/:id/visibility': {
    parameters: certificate,
    body: () => ({ show: 'holder', version: '0' }),
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /certificates/:id/evidence/:key/showings': {
    parameters: ownSection,
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /certificates/:id/evidence/:key/withdrawals': {
    parameters: ownSection,
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /certificates/:id/shares': {
    parameters: certificate,
    body: () => ({ label: 'For the office', ends: '7' }),
    answers: of(['sign-in', 404, 200, 403, 403]),
  },
  'POST /certificates/:id/shares/:shareId/withdrawal': {
    parameters: ({ certificateId, shares }) => ({ id: certificateId, shareId: shares.withdrawn.id }),
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /certificates/:id/corrections': {
    parameters: certificate,
    body: () => ({ name: 'Alice M. Moreau', reason: 'The second name is missing.' }),
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /certificates/:id/corrections/withdrawals': {
    parameters: certificate,
    answers: of(['sign-in', 404, 303, 403, 403]),
  },
  'POST /certificates/administration/corrections/:id/approvals': {
    parameters: ({ corrections }) => ({ id: corrections.approved }),
    answers: administrators(303),
  },
  'POST /certificates/administration/corrections/:id/refusals': {
    parameters: ({ corrections }) => ({ id: corrections.declined }),
    body: () => ({ answer: 'A passport says otherwise.' }),
    answers: administrators(303),
  },
  'POST /certificates/:id/suspensions': {
    parameters: certificate,
    body: () => ({ publicReason: 'It is being looked into.', privateReason: '' }),
    answers: of(['sign-in', 404, 403, 403, 303]),
  },
  'POST /certificates/:id/reinstatements': {
    parameters: certificate,
    body: () => ({ publicReason: 'Nothing was found.', privateReason: '' }),
    answers: of(['sign-in', 404, 403, 403, 303]),
  },
  'POST /certificates/:id/revocations': {
    parameters: certificate,
    body: () => ({ publicReason: 'It was issued by mistake.', privateReason: 'Two files were mixed up.' }),
    answers: of(['sign-in', 404, 403, 403, 303]),
  },
  'POST /people/invitations/previews': {
    body: () => ({ place: 'account', people: 'guest-2@capstone.example' }),
    answers: of(['sign-in', 403, 403, 403, 200]),
  },
  'POST /people/invitations': {
    body: () => ({ place: 'account', people: 'guest-2@capstone.example' }),
    answers: of(['sign-in', 403, 403, 403, 200]),
  },
  'POST /people/invitations/:id/mails': {
    parameters: invitation,
    answers: of(['sign-in', 403, 403, 403, 303]),
  },
  'POST /people/invitations/:id/withdrawals': {
    parameters: invitation,
    answers: of(['sign-in', 403, 403, 403, 303]),
  },
  // test/courses/invitations.spec.ts has links that are accepted.
  'POST /invitations/:token/acceptances': { parameters: setUpToken, answers: everybody(404) },
  'POST /academy/name': { body: () => ({ name: 'Harbour Academy' }), answers: administrators(303) },
  'POST /academy/paper': { body: () => ({ paper: 'a4' }), answers: administrators(303) },
  'POST /academy/logo': { file: onePixel, answers: administrators(200) },
  'POST /academy/logo/removals': { answers: administrators(303) },
  'POST /academy/keys/:id/successors': { parameters: signingKey, answers: administrators(303) },
  'POST /academy/keys/:id/compromises': {
    parameters: signingKey,
    body: () => ({ since: '2026-11-23T08:00', reason: 'A laptop was stolen.', seen: '1' }),
    answers: administrators(303),
  },
  // The key has been reported just before.
  'POST /academy/keys/:id/reissues': { parameters: signingKey, answers: administrators(303) },
  'POST /people/:id/appointments': { parameters: someone, answers: of(['sign-in', 403, 403, 403, 303]) },
  'POST /people/:id/dismissals': { parameters: someone, answers: of(['sign-in', 403, 403, 403, 303]) },
  'POST /people/:id/erasures': {
    parameters: someone,
    body: () => ({ word: 'erase' }),
    answers: of(['sign-in', 403, 403, 403, 303]),
  },
  'POST /my/:slug/withdrawals': { parameters: autumn, answers: of(['sign-in', 404, 303, 403, 403]) },
  'POST /my/:slug/returns': { parameters: autumn, answers: of(['sign-in', 404, 303, 403, 403]) },
  'POST /sign-up': { answers: everybody(422) },
  'POST /sign-up/:token': { parameters: linkToken, answers: everybody(404) },
  'POST /password-resets': { answers: everybody(422) },
  'POST /password-resets/:token': { parameters: linkToken, answers: everybody(404) },
  'POST /address-changes/:token/confirmations': { parameters: linkToken, answers: everybody(404) },
  'POST /address-changes/:token/refusals': { parameters: linkToken, answers: everybody(404) },
  'POST /account/tokens': {
    body: () => ({ name: 'Checks of the office' }),
    answers: of(['sign-in', 200, 200, 200, 200]),
  },
  'POST /account/tokens/:id/withdrawal': {
    parameters: ({ apiTokenId }) => ({ id: apiTokenId }),
    answers: of(['sign-in', 303, 404, 404, 404]),
  },
  'POST /account/mail': {
    body: ({ mailChoices }) => mailChoices,
    answers: of(['sign-in', 303, 303, 303, 303]),
  },
  'POST /mail/unsubscribes/:token': { parameters: unsubscribeToken, answers: everybody(303) },
  'POST /mail/unsubscribes/:token/withdrawals': { parameters: unsubscribeToken, answers: everybody(303) },
  'POST /account/name': {
    body: (_scene, role) => ({ name: castOf(role).name }),
    answers: of(['sign-in', 303, 303, 303, 303]),
  },
  'POST /account/time-zone': {
    body: (_scene, role) => ({ timeZone: castOf(role).timeZone }),
    answers: of(['sign-in', 303, 303, 303, 303]),
  },
  // Without the password nothing is changed.
  'POST /account/password': { answers: of(['sign-in', 422, 422, 422, 422]) },
  'POST /account/address': { answers: of(['sign-in', 422, 422, 422, 422]) },
  'POST /account/erasure': { answers: of(['sign-in', 422, 422, 422, 422]) },
  'POST /account/sessions/:handle/endings': {
    parameters: ({ sessionHandle }) => ({ handle: sessionHandle }),
    answers: of(['sign-in', 303, 404, 404, 404]),
  },
  'POST /account/sessions/endings': { answers: of(['sign-in', 303, 303, 303, 303]) },
  'POST /sign-in': {
    ownBrowser: true,
    body: (_scene, role) => ({
      email: castOf(role).email,
      password: castPassword,
    }),
    answers: everybody(303),
  },
  'POST /sign-out': { ownBrowser: true, answers: everybody(303) },
};

const remarkOfScene = '0b9b8a56-51f5-4c7c-9d0e-6a5b1f0c2d3e';

export const isWrite = (route: string) => !route.startsWith('GET ');

/** The route's address with real values in the place of its parameters. */
export function addressOf(route: string, values: Readonly<Record<string, string>>): string {
  return route.replace(/^[A-Z]+ /, '').replace(/:(\w+)|\*/g, (whole, name: string | undefined) => {
    const value = values[name ?? whole];
    if (value === undefined) throw new Error(`The table says nothing for ${whole} of ${route}.`);
    return value;
  });
}

/** Everything that the table's parameters name. */
async function draftRubrics(app: TestApp): Promise<Scene['rubricDraft']> {
  const editing = app.get(RubricEditing);
  const [versionId, published] = [await aDraftVersion(app), await aDraftVersion(app)];
  await app.get(CoursePublishing).publish(published, app.ids.ada);
  return {
    versionId,
    id: await editing.begin(versionId, app.ids.ada),
    changeId: await editing.begin(published, app.ids.ada),
  };
}

export async function setRouteScene(app: TestApp): Promise<Scene> {
  const world = await reachCertificate(app);
  const next = await world.chronicle.openCohort(
    world.versionId,
    {
      slug: 'december',
      name: 'December cohort',
      startsOn: '2026-12-07',
      timeZone: 'Europe/Paris',
      seats: 30,
      signatories: [{ name: 'Ada Lindqvist', role: 'Director of studies' }],
      instructorIds: [app.ids.bob],
      dueLocal: '2026-12-27T18:00',
      cutOffLocal: '2026-12-27T18:00',
    },
    app.ids.ada,
  );
  const unreleasedId = await gradeAnother(app, world);
  const drafts = await app.db.query<
    { id: string; identity: string; levelId: string; remark: string; version: number }[]
  >(
    `SELECT c.id, c.criterion_id AS identity, d.level_id AS "levelId", d.remark, d.version
       FROM score_drafts d JOIN rubric_criteria c ON c.id = d.rubric_criterion_id WHERE d.assessment_id = $1`,
    [world.assessmentId],
  );
  const marks = Object.fromEntries(
    drafts.flatMap(({ id, levelId, remark, version }) => [
      [`level-${id}`, levelId],
      [`remark-${id}`, remark],
      [`version-${id}`, String(version)],
    ]),
  );
  const style = /href="\/assets\/([^"]+\.css)"/.exec((await app.visitor().get('/')).text)?.[1];
  const [session] = await app.db.query<{ handle: string }[]>(
    `INSERT INTO sessions (id, user_id, data, created_at, seen_at, expires_at)
     VALUES ('elsewhere', $1, '{}', $2, $2, $2::timestamptz + interval '1 day') RETURNING handle`,
    [app.ids.charlie, app.clock.now()],
  );
  const [token] = await app.db.query<{ id: string }[]>(
    `INSERT INTO api_tokens (person_id, name, token_digest, created_at) VALUES ($1, 'Checks', 'x', $2) RETURNING id`,
    [app.ids.charlie, app.clock.now()],
  );
  const [first] = drafts;
  if (!first || !session || !token || style === undefined) throw new Error('The scene is not complete.');
  const { digest } = await app.get(Releases).releasable(world.cohort.id);
  const imageId = await app.db.transaction((tx) =>
    app.get(CourseImages).store(tx, { type: 'image/svg+xml', bytes: Buffer.from('<svg/>') }),
  );
  const logo = sha256('logo');
  await app.get(Files).put(logoKeyOf(logo), Buffer.from('logo'));
  const underWay = await beginAnother(app, world);
  await showSection(app, world.certificateId, 'goal');
  await app.get(StatusLists).entriesOf(world.certificateId);
  return {
    ...world,
    ...(await setAdmissionScene(app, world.versionId)),
    openSessionId: await openSession(app, world.cohort),
    calendarFile: await aCalendar(app, app.ids.bob),
    signingKey: await app.get(KeyRing).current('proof'),
    ...(await invite(app)),
    underWay,
    picture: await handInAPicture(app, world, underWay.handbookId),
    someoneId: await add(app, 'Jo Ash', 'jo@capstone.example'),
    next,
    marks,
    style,
    unsubscribeToken: app.get(Tokens).make('unsubscribe from week-opens', app.ids.alice),
    mailChoices: Object.fromEntries(
      app
        .get(Correspondence)
        .optional()
        .map(({ kind }) => [`delivery-${kind}`, 'digest']),
    ),
    imageId,
    logo,
    draft: await aCopy(app),
    rubricDraft: await draftRubrics(app),
    finished: await aCopy(app),
    reviewed: digest,
    unreleasedId,
    shares: {
      kept: await aShare(app, world.certificateId),
      withdrawn: await aShare(app, world.certificateId),
    },
    questionId: await askAbout(app, world),
    corrections: await openCorrections(app),
    planId: await planRelease(app, world, digest),
    rubricChange: await beginRubricChange(app, world),
    criterionId: first.id,
    criterionIdentity: first.identity,
    bank: await fillBank(app, world),
    instructorId: app.ids.bob,
    apiTokenId: token.id,
    sessionHandle: session.handle,
  };
}

async function fillBank(app: TestApp, { cohort }: Graded): Promise<Scene['bank']> {
  const keep = (body: string) =>
    app.get(RemarkBank).add(viewerOf(app.ids.bob), cohort.id, { body, shared: true });
  return { kept: (await keep('Say who decides.')).id, deleted: (await keep('Say when.')).id };
}

/** Somebody else's work, marked and not released. */
async function gradeAnother(app: TestApp, { chronicle, cohort }: Graded): Promise<string> {
  const id = await add(app, 'Zoë Nguyễn', 'zoe@capstone.example');
  const handbookId = await chronicle.enrol(cohort, id);
  await chronicle.write(handbookId, id, harbourLane);
  await chronicle.grade(await chronicle.handIn(handbookId, id), app.ids.bob, [2]);
  const [enrolment] = await app.db.query<{ id: string }[]>(
    'SELECT enrolment_id AS id FROM handbooks WHERE id = $1',
    [handbookId],
  );
  if (!enrolment) throw new Error('Zoë has no enrolment.');
  return enrolment.id;
}

async function planRelease(app: TestApp, { cohort }: Graded, reviewed: string): Promise<string> {
  const bob = await app.get(Users).viewer(app.ids.bob);
  if (!bob) throw new Error('Bob is not there.');
  const graded = await app.get(GradingAccess).cohort(bob, cohort.slug);
  const time = { local: '2026-12-24T12:00', at: '2026-12-24T11:00:00.000Z' };
  return app.get(ReleasePlans).plan(graded, bob.id, reviewed, time);
}

async function add(app: TestApp, name: string, email: string): Promise<string> {
  const person = { name, email, password: castPassword, timeZone: 'UTC' };
  return (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
}

async function invite(app: TestApp): Promise<Pick<Scene, 'invitationId' | 'invitationToken'>> {
  const guest = { line: 1, email: 'guest@capstone.example', name: 'Guest', problem: null };
  await app.get(Invitations).invite({ role: 'account', cohortId: null }, [guest], app.ids.ada);
  const [row] = await app.db.query<{ id: string }[]>('SELECT id FROM invitations');
  if (!row) throw new Error('Nobody was invited.');
  return { invitationId: row.id, invitationToken: app.get(Tokens).make(INVITATION_LINK, row.id) };
}

async function beginAnother(app: TestApp, { chronicle, versionId }: Graded): Promise<Scene['underWay']> {
  const cohort = await chronicle.openCohort(
    versionId,
    {
      slug: 'autumn',
      name: 'Autumn cohort',
      startsOn: '2026-11-16',
      timeZone: 'Europe/Paris',
      seats: 30,
      signatories: [{ name: 'Ada Lindqvist', role: 'Director of studies' }],
      instructorIds: [app.ids.bob],
      dueLocal: '2026-12-06T18:00',
      cutOffLocal: '2026-12-08T18:00',
    },
    app.ids.ada,
  );
  const handbookId = await chronicle.enrol(cohort, app.ids.alice);
  await chronicle.write(handbookId, app.ids.alice, harbourLane);
  return { slug: cohort.slug, handbookId, revisionId: await keepVersion(app, handbookId) };
}

async function keepVersion(app: TestApp, handbookId: string): Promise<string> {
  const alice = await app.get(Users).viewer(app.ids.alice);
  if (!alice) throw new Error('Alice is not there.');
  const handbook = await app.get(Handbooks).forAuthor(alice, handbookId);
  return app.get(Revisions).keep(alice, handbook, 'The first one');
}

async function handInAPicture(
  app: TestApp,
  { chronicle }: Graded,
  handbookId: string,
): Promise<Scene['picture']> {
  const image = await storeImage(app, handbookId);
  await writeImages(app, handbookId, [image]);
  return { handbookId, submissionId: await chronicle.handIn(handbookId, app.ids.alice), id: image.id };
}

async function beginRubricChange(app: TestApp, { chronicle }: Graded): Promise<Scene['rubricChange']> {
  const versionId = await chronicle.publishManager(app.ids.ada);
  const id = await app.get(RubricEditing).begin(versionId, app.ids.ada);
  return { id, digest: (await app.get(Regrades).preview(id)).digest };
}
