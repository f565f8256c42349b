import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { DomainError, invalid } from '../../../platform/errors/domain-errors.js';
import { freshForm, type FormState, idPipe, readForm, withErrors } from '../../../platform/web/forms.js';
import { redirect, view } from '../../../platform/web/responses.js';
import { CurrentViewer, type Viewer } from '../../../platform/web/viewer.js';
import { Administrators } from '../../../users/administrators.decorator.js';
import { type AnswerForm, answerForm, Answers } from './answers.service.js';
import { QuestionReads } from './question-reads.service.js';
import { questionPage, questionsPage } from './questions.views.js';

const fields = ['answer', 'publicReason', 'privateReason'] as const;
const empty = { answer: '', publicReason: '', privateReason: '' };

/** Where a grade fell below what a certificate prints: what administrators are asked, and what they answer. */
@Administrators()
@Controller('certificates/questions')
export class QuestionsController {
  constructor(
    private readonly reads: QuestionReads,
    private readonly answers: Answers,
  ) {}

  @Get()
  async all(@CurrentViewer() viewer: Viewer) {
    const { open, settled } = await this.reads.all();
    return view('certificates/questions', questionsPage(open, settled, viewer.timeZone));
  }

  @Get(':id')
  one(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string) {
    return this.page(viewer, id, freshForm(empty));
  }

  @Post(':id/answers')
  async answer(@CurrentViewer() viewer: Viewer, @Param('id', idPipe) id: string, @Body() body: unknown) {
    const form = readForm(answerForm, body, fields);
    if (!form.ok) return this.page(viewer, id, form.form, 422);
    try {
      await this.answers.settle(viewer, id, form.data);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      return this.page(viewer, id, withErrors(form.form, invalid(error.message)), 409);
    }
    return redirect(`/certificates/questions/${id}`, done[form.data.answer]);
  }

  private async page(viewer: Viewer, id: string, form: FormState, status = 200) {
    const { question, shown } = await this.reads.one(id);
    return view('certificates/question', questionPage(question, shown, form, viewer.timeZone), status);
  }
}

const done: Readonly<Record<AnswerForm['answer'], string>> = {
  revoked: 'The certificate is revoked. Its public page says so, and its holder gets a mail.',
  kept: 'The certificate is kept as it is.',
  replaced: 'A certificate with the present result takes its place. Its holder gets a mail.',
};
