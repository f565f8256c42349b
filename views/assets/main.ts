// Before Turbo, which hears of Back and Forward from its import on
import './turning_back.js';
import { Application } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';
import AnnounceController from './controllers/announce_controller.js';
import ByCriterionController from './controllers/by_criterion_controller.js';
import CarriedMarksController from './controllers/carried_marks_controller.js';
import CopyController from './controllers/copy_controller.js';
import DeskController from './controllers/desk_controller.js';
import DialogController from './controllers/dialog_controller.js';
import GradebookController from './controllers/gradebook_controller.js';
import HandbookController from './controllers/handbook_controller.js';
import LessonEditorController from './controllers/lesson_editor_controller.js';
import LessonOrderController from './controllers/lesson_order_controller.js';
import MarkingController from './controllers/marking_controller.js';
import ProgressController from './controllers/progress_controller.js';
import ProposalsController from './controllers/proposals_controller.js';
import RubricEditorController from './controllers/rubric_editor_controller.js';
import TextFileController from './controllers/text_file_controller.js';
import RemarksController from './controllers/remarks_controller.js';
import SessionDoorController from './controllers/session_door_controller.js';
import SubmitOnceController from './controllers/submit_once_controller.js';
import UnsavedController from './controllers/unsaved_controller.js';
import VideoController from './controllers/video_controller.js';
import TimeZoneController from './controllers/time_zone_controller.js';
import WallClockController from './controllers/wall_clock_controller.js';
import WordCountController from './controllers/word_count_controller.js';
import { keepFormsThatFail } from './form_failures.js';
import { sendKeptMarks } from './grading/courier.js';
import { fetchMarkedPagesAhead } from './grading/ahead.js';
import { fetchLivePagesOnlyWhenOpened } from './live_pages.js';
import { forgetPagesAtSignOut } from './sign_out.js';
import './styles/index.css';

// Turbo's own bar writes inline styles; html[aria-busy] draws ours (styles/base.css).
Turbo.config.drive.progressBarDelay = 2 ** 31 - 1;
// A disabled button would drop the focus of whoever pressed it.
Turbo.config.forms.submitter = 'aria-disabled';

fetchLivePagesOnlyWhenOpened();
fetchMarkedPagesAhead();
forgetPagesAtSignOut();
keepFormsThatFail();
sendKeptMarks();

const application = Application.start();
application.register('announce', AnnounceController);
application.register('by-criterion', ByCriterionController);
application.register('carried-marks', CarriedMarksController);
application.register('copy', CopyController);
application.register('desk', DeskController);
application.register('dialog', DialogController);
application.register('gradebook', GradebookController);
application.register('handbook', HandbookController);
application.register('lesson-editor', LessonEditorController);
application.register('lesson-order', LessonOrderController);
application.register('marking', MarkingController);
application.register('progress', ProgressController);
application.register('proposals', ProposalsController);
application.register('rubric-editor', RubricEditorController);
application.register('remarks', RemarksController);
application.register('session-door', SessionDoorController);
application.register('submit-once', SubmitOnceController);
application.register('unsaved', UnsavedController);
application.register('video', VideoController);
application.register('text-file', TextFileController);
application.register('time-zone', TimeZoneController);
application.register('wall-clock', WallClockController);
application.register('word-count', WordCountController);
