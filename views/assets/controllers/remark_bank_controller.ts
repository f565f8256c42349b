import { Controller } from '@hotwired/stimulus';
import { type Meanings } from '../../../src/grading/remarks/placeholders.rules.js';
import { registerKeys } from '../grading/keys.js';
import { BankDialog } from '../grading/remarks/bank-dialog.js';
import { meaningsAt } from '../grading/remarks/meanings.js';

/** The bank, for every field of a desk in which a remark is written. Markup: views/grading/remarks/tools.hbs. */
export default class RemarkBankController extends Controller<HTMLElement> {
  static override targets = ['button', 'dialog', 'found', 'keep', 'search', 'state'];
  static override values = { meanings: Object, url: String };
  declare readonly buttonTargets: HTMLElement[];
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly foundTarget: HTMLElement;
  declare readonly keepTargets: HTMLButtonElement[];
  declare readonly searchTarget: HTMLInputElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly meaningsValue: Meanings;
  declare readonly urlValue: string;
  private bank!: BankDialog;
  private forgetKeys: (() => void) | null = null;

  override connect(): void {
    this.bank = new BankDialog(
      {
        dialog: this.dialogTarget,
        search: this.searchTarget,
        found: this.foundTarget,
        state: this.stateTarget,
        keep: this.keepTargets,
      },
      this.urlValue,
    );
    for (const button of this.buttonTargets) button.hidden = false;
    this.forgetKeys = registerKeys([
      {
        ...{ keys: ['Alt+KeyB'], shown: 'Alt B', group: 'Remarks', label: 'Insert from the bank of remarks' },
        ...{ whileTyping: true },
        run: (event) => {
          this.open(event);
        },
      },
    ]);
  }

  override disconnect(): void {
    this.forgetKeys?.();
    if (this.dialogTarget.open) this.dialogTarget.close();
  }

  /** For the field in which one writes; from elsewhere for the remark of the current criterion. */
  open(event: Event): void {
    const field = this.fieldAt(event.target);
    if (!field) return;
    event.preventDefault();
    void this.bank.open(field, { ...this.meaningsValue, ...meaningsAt(field, remarkOf(field)) });
  }

  searched(): void {
    this.bank.searched();
  }

  key(event: KeyboardEvent): void {
    this.bank.key(event);
  }

  take(event: Event): void {
    this.bank.clicked(event);
  }

  keep({ params }: { params: { shared?: string } }): void {
    void this.bank.keep(params.shared === 'yes');
  }

  close(): void {
    this.bank.close();
  }

  private fieldAt(target: EventTarget | null): HTMLTextAreaElement | null {
    const element = target instanceof Element ? target : null;
    if (element instanceof HTMLTextAreaElement && this.element.contains(element)) return element;
    const around =
      element?.closest('[data-remark-box], .criterion') ??
      this.element.querySelector('.criterion[data-current]');
    return around?.querySelector('textarea') ?? null;
  }
}

/** What the box says of the remark that is written in it; null for a field elsewhere. */
function remarkOf(field: HTMLTextAreaElement): { sectionKey: string; quote: string } | null {
  const { sectionKey, quote } = field.closest<HTMLElement>('[data-remark-box]')?.dataset ?? {};
  return sectionKey === undefined || quote === undefined ? null : { sectionKey, quote };
}
