import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Locator, type Page } from 'playwright-core';
import { Person } from '../browser/person.js';
import { steps } from '../browser/steps.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { aHandbookOf } from './table-scene.js';

/* A student writes the tables of a handbook: by keyboard alone, from a spreadsheet, in two tabs at once. */

let app: TestApp;
let browser: Browser;
let alice: Person;
let page: Page;
let path: string;

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  const sections = [
    ['objectives', 'Objectives'],
    ['programs', 'Programs'],
    ['budget', 'Budget'],
    ['sources', 'Sources'],
  ] as const;
  path = `/handbooks/${await aHandbookOf(app, sections)}`;
  alice = await Person.sitDown(browser, { name: 'Alice', url: app.url });
  alice.mayMeet(422);
  ({ page } = alice);
  await alice.opens('/sign-in');
  await alice.signsIn('alice');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await alice.opens(path);
  await section('budget').locator('.table-sheet').waitFor();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const it = steps();
const section = (key: string, on = page): Locator => on.locator(`[data-section="${key}"]`);
const rows = (key: string, on = page): Locator => section(key, on).locator('.table-grid tbody tr');
const cell = (key: string, row: number, column: string, on = page): Locator =>
  rows(key, on)
    .nth(row - 1)
    .locator(`[id$="-${column}"]:is(textarea, select)`);
const amount = (row: number, on = page): Locator =>
  rows('budget', on)
    .nth(row - 1)
    .locator('.table-computed');
const figures = (key: string, on = page): Locator => section(key, on).locator('.table-figures');
const says = (text: string | RegExp, on = page): Promise<void> =>
  on.locator('.handbook > [role=status]', { hasText: text }).waitFor({ state: 'attached' });

/** What stands in a column, row by row. */
const column = (key: string, name: string, on = page): Promise<string[]> =>
  section(key, on)
    .locator(`.table-grid tbody [id$="-${name}"]:is(textarea, select)`)
    .evaluateAll((controls) =>
      controls.map((control) =>
        control instanceof HTMLSelectElement
          ? (control.selectedOptions[0]?.label ?? '')
          : (control as HTMLTextAreaElement).value,
      ),
    );

/** The cell that has the focus: “line 2, Quantity” as row and column key. */
const focused = (on = page): Promise<string> =>
  on.evaluate(() => {
    const line = document.activeElement?.closest('tr');
    const at = line ? [...(line.parentElement?.children ?? [])].indexOf(line) + 1 : 0;
    return `${String(at)} ${document.activeElement?.id.split('-').at(-1) ?? ''}`;
  });

async function types(...keys: string[]): Promise<void> {
  for (const key of keys) {
    if (
      /^(?:(?:Control|Alt|Shift)\+)*(?:Tab|Enter|Arrow\w+|Backspace|Delete|Escape|F10|[a-z/])$/.test(key) &&
      key.length > 1
    )
      await page.keyboard.press(key);
    else await page.keyboard.type(key);
  }
}

/** Pastes as a browser would after a copy elsewhere. */
async function pastes(data: Record<string, string>): Promise<void> {
  await page.evaluate((given) => {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
  }, data);
}

describe('a table in a browser', () => {
  it('says what will be here, and where what it names is written', async () => {
    const budget = section('budget');
    expect(await budget.locator('.empty-title').textContent()).toBe('No lines yet');
    expect(await budget.getByRole('button', { name: 'Add the first line' }).isVisible()).toBe(true);
    await alice.looksAt('tables, empty');
  });

  it('is filled by keyboard alone: tab goes on, enter goes down to where the tabs began', async () => {
    await section('programs').getByRole('button', { name: 'Add the first program' }).focus();
    await types('Enter', 'Answering desk', 'Tab', 'Customer', 'Tab');
    expect(await focused()).toBe('1 objective');
    expect(await cell('programs', 1, 'serves').inputValue()).toBe('customer-service');
    await types('Tab', 'People ask', 'Shift+Enter', 'and get an answer', 'Tab', 'Zoë', 'Enter');
    expect(await focused()).toBe('2 program');
    await types('Harbour tours', 'Enter', 'مدرسة الشوكولاتة');
    expect(await column('programs', 'program')).toEqual([
      'Answering desk',
      'Harbour tours',
      'مدرسة الشوكولاتة',
    ]);
    expect(await cell('programs', 1, 'purpose').inputValue()).toBe('People ask\nand get an answer');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Backspace');
    expect(await rows('programs').count()).toBe(3);
    expect(await focused()).toBe('3 program');
  });

  it('names the rows of another section, and computes while one types', async () => {
    await section('budget').getByLabel('Currency').focus();
    await types('EUR', 'Tab', 'January to December 2027');
    await section('budget').getByRole('button', { name: 'Add the first line' }).focus();
    await types(
      'Enter',
      'Guide',
      'Tab',
      'Harbour',
      'Tab',
      'People',
      'Tab',
      '12',
      'Tab',
      'months',
      'Tab',
      '1200',
    );
    await figures('budget').getByText('EUR 14,400.00').first().waitFor();
    expect(await amount(1).textContent()).toBe('14,400.00');
    expect(await cell('budget', 1, 'unitCost').inputValue()).toBe('1200');
    await types('Enter');
    expect(await cell('budget', 1, 'unitCost').inputValue()).toBe('1,200.00');
    expect(await focused()).toBe('2 item');
    await types(
      'Boat',
      'Tab',
      'Harbour',
      'Tab',
      'Events',
      'Tab',
      '3,5',
      'Tab',
      'weeks',
      'Tab',
      '€ 99.99',
      'Enter',
    );
    await types(
      'Leaflets',
      'Tab',
      'Answering',
      'Tab',
      'Content',
      'Tab',
      'some',
      'Tab',
      'pieces',
      'Tab',
      '0.35',
    );
    expect(await cell('budget', 2, 'quantity').inputValue()).toBe('3.5');
    await figures('budget').getByText('EUR 14,749.97').first().waitFor();
    expect(await section('budget').locator('.table-grid thead').textContent()).toContain('Cost of one, EUR');
  });

  it('says below a cell what can’t be read in it, once one has left it, and leaves it as it was typed', async () => {
    const quantity = cell('budget', 3, 'quantity');
    expect(await quantity.inputValue()).toBe('some');
    expect(await quantity.getAttribute('aria-invalid')).toBe('true');
    const described = (await quantity.getAttribute('aria-describedby')) ?? '';
    const note = page.locator(
      described
        .split(' ')
        .map((id) => `#${id}.table-note`)
        .join(','),
    );
    expect(await note.textContent()).toBe('“some” can’t be read as a number.');
    await quantity.fill('2000');
    await figures('budget').getByText('EUR 15,449.97').first().waitFor();
    expect(await quantity.getAttribute('aria-invalid')).toBeNull();
    await alice.looksAt('tables, filled');
  });

  it('a row moves, is repeated and goes by keyboard; each is told and can be undone', async () => {
    const items = () => column('budget', 'item');
    await cell('budget', 1, 'item').focus();
    await types('Alt+ArrowDown');
    await says('Line 2 of 3.');
    expect(await items()).toEqual(['Boat', 'Guide', 'Leaflets']);
    expect(await focused()).toBe('2 item');
    await types('Alt+Shift+ArrowDown');
    expect(await items()).toEqual(['Boat', 'Guide', 'Guide', 'Leaflets']);
    expect(await amount(3).textContent()).not.toBeNull();
    await types('Control+Shift+Backspace');
    await says('Line 3 removed. Control+Z takes it back.');
    expect(await focused()).toBe('2 item');
    await types('Control+z');
    expect(await items()).toEqual(['Boat', 'Guide', 'Guide', 'Leaflets']);
    await types('Control+z', 'Control+z');
    expect(await items()).toEqual(['Guide', 'Boat', 'Leaflets']);
    await types('Control+y');
    expect(await items()).toEqual(['Boat', 'Guide', 'Leaflets']);
    await types('Control+z');
    await cell('budget', 2, 'item').focus();
    await section('budget').getByRole('button', { name: 'Remove this line' }).click();
    expect(await items()).toEqual(['Guide', 'Leaflets']);
    await section('budget').locator('.table-said').getByRole('button', { name: 'Undo' }).click();
    expect(await items()).toEqual(['Guide', 'Boat', 'Leaflets']);
    await figures('budget').getByText('EUR 15,449.97').first().waitFor();
  });

  it('arrows leave a cell at the edge of its text', async () => {
    await cell('budget', 2, 'quantity').focus();
    await page.keyboard.press('End');
    await types('ArrowRight');
    expect(await focused()).toBe('2 unit');
    await types('ArrowLeft', 'ArrowUp');
    await expectSoon(() => focused(), '1 quantity');
    await types('ArrowDown');
    await expectSoon(() => focused(), '2 quantity');
    await types('Control+Backspace');
    expect(await cell('budget', 2, 'quantity').inputValue()).not.toBe('3.5');
    await types('Control+z');
    expect(await cell('budget', 2, 'quantity').inputValue()).toBe('3.5');
  });

  it('lists its keys, and gives the focus back to the cell', async () => {
    await types('Control+/');
    await page.getByRole('dialog', { name: 'Keys of a table' }).waitFor();
    await types('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await focused()).toBe('2 quantity');
    await types('Alt+F10');
    expect(await page.evaluate(() => document.activeElement?.closest('[role=toolbar]') !== null)).toBe(true);
    await types('Escape');
    expect(await focused()).toBe('2 quantity');
  });

  it('takes a block of cells from a spreadsheet, in one step', async () => {
    await cell('budget', 3, 'item').focus();
    const plain =
      'Leaflets\tHARBOUR TOURS\tContent\t1.000\tpieces\t0,35\r\n' +
      '"Posters,\r\nlarge"\tNowhere\tMedia\t20\tpieces\t"12.50"\t250\r\n' +
      'Training\tanswering desk\ttraining\ttwo\tdays\t400\r\n';
    await pastes({ 'text/plain': plain });
    await says(
      /Pasted 3 lines\. Not among the choices, so not taken: “Nowhere” \(Program, line 4\)\. One column/,
    );
    expect(await column('budget', 'item')).toEqual([
      'Guide',
      'Boat',
      'Leaflets',
      'Posters, large',
      'Training',
    ]);
    expect(await column('budget', 'program')).toEqual([
      ...['Harbour tours', 'Harbour tours', 'Harbour tours', '–', 'Answering desk'],
    ]);
    expect(await column('budget', 'kind')).toEqual(['People', 'Events', 'Content', 'Media', 'Training']);
    expect(await column('budget', 'unitCost')).toEqual(['1,200.00', '99.99', '0.35', '12.50', '400.00']);
    expect(await cell('budget', 5, 'quantity').inputValue()).toBe('two');
    await types('Control+z');
    expect(await column('budget', 'item')).toEqual(['Guide', 'Boat', 'Leaflets']);
    expect(await cell('budget', 3, 'quantity').inputValue()).toBe('2,000');
  });

  it('takes a table of a web page or a document, and nothing of what is hidden in it', async () => {
    await section('sources').getByRole('button', { name: 'Add the first source' }).focus();
    await pastes({
      'text/html': `<meta charset="utf-8"><style>td{}</style><table><tbody>
        <tr><th>Source</th><th>Address</th><th>Seen on</th></tr>
        <tr><td><p>Annual report<br>2026</p><script>window.bad = 1</script></td><td><a href="javascript:alert(1)">example.org/report</a></td><td>1 Nov 2026</td></tr>
        <tr><td rowspan="2">Harbour survey</td><td onclick="bad()">https://example.org/survey</td><td>2026-11-02</td></tr>
        <tr><td>x</td><td>y</td></tr></tbody></table>`,
      'text/plain': 'Annual report 2026 example.org/report',
    });
    await says('Pasted 3 sources.');
    expect(await column('sources', 'source')).toEqual(['Annual report\n2026', 'Harbour survey', '']);
    expect(await column('sources', 'address')).toEqual([
      'example.org/report',
      'https://example.org/survey',
      'x',
    ]);
    expect(await column('sources', 'seen')).toEqual(['1 Nov 2026', '2 Nov 2026', 'y']);
    expect(await page.evaluate(() => 'bad' in window)).toBe(false);
    const opener = section('sources').getByRole('link', { name: 'Open this address' });
    expect(await opener.first().getAttribute('href')).toBe('https://example.org/report');
    await pastes({ 'text/plain': 'a\tb\n'.repeat(501) });
    await says('That is too much to paste at once: at most 500 rows of 50 cells. Nothing was changed.');
    expect(await rows('sources').count()).toBe(3);
  });

  it('rows are dragged by their numbers, and copied with nothing selected', async () => {
    const box = async (row: number) => {
      const found = await rows('budget')
        .nth(row - 1)
        .locator('.table-number')
        .boundingBox();
      if (!found) throw new Error('The row is not on the page.');
      return { x: found.x + found.width / 2, y: found.y + found.height / 2 };
    };
    await rows('budget').first().scrollIntoViewIfNeeded();
    const [from, to] = [await box(1), await box(3)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    for (const step of [0.2, 0.5, 0.8, 1, 1.05])
      await page.mouse.move(from.x, from.y + (to.y - from.y) * step);
    await page.mouse.up();
    await expectSoon(() => column('budget', 'item'), ['Boat', 'Leaflets', 'Guide']);
    await cell('budget', 3, 'item').focus();
    await types('Control+z');
    await expectSoon(() => column('budget', 'item'), ['Guide', 'Boat', 'Leaflets']);
    await cell('budget', 2, 'item').focus();
    const copied = await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }),
      );
      return clipboardData.getData('text/plain');
    });
    expect(copied).toBe('Boat\tHarbour tours\tEvents\t3.5\tweeks\t99.99\t349.97');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await section('budget').getByRole('button', { name: 'Copy the table' }).click();
    await says('The table is copied.');
    const whole = await page.evaluate(() => navigator.clipboard.readText());
    expect(whole.split('\r\n')).toEqual([
      'Line\tProgram\tKind\tQuantity\tUnit\tCost of one\tAmount',
      expect.stringMatching(/^Guide\t/),
      copied,
      expect.stringMatching(/^Leaflets\t/),
    ]);
  });

  it('two tabs write in one table; whoever types keeps the cell and the caret', async () => {
    const other = await page.context().newPage();
    other.on('pageerror', (error) => alice.complaints.push(String(error)));
    await other.goto(path);
    await cell('budget', 2, 'item', other).waitFor();
    const caret = () => page.evaluate(() => (document.activeElement as HTMLTextAreaElement).selectionStart);
    await cell('budget', 2, 'item').focus();
    await page.keyboard.press('Home');
    await types('ArrowRight', 'ArrowRight');
    await cell('budget', 2, 'item', other).focus();
    await other.keyboard.press('End');
    await other.keyboard.type(' with its captain');
    await expectSoon(() => cell('budget', 2, 'item').inputValue(), 'Boat with its captain');
    expect([await focused(), await caret()]).toEqual(['2 item', 2]);
    await other.keyboard.press('Alt+ArrowUp');
    await expectSoon(() => column('budget', 'item'), ['Boat with its captain', 'Guide', 'Leaflets']);
    expect([await focused(), await caret()]).toEqual(['1 item', 2]);
    await page.keyboard.type('--');
    await expectSoon(() => cell('budget', 1, 'item', other).inputValue(), 'Bo--at with its captain');
    await cell('programs', 2, 'program', other).fill('Harbour walks');
    await expectSoon(() => column('budget', 'program').then(([first]) => first), 'Harbour walks');
    await section('budget', other).getByRole('button', { name: 'Remove this line' }).click();
    await says('The line that you were in was removed.');
    await page.keyboard.type('lost');
    expect(await column('budget', 'item')).toEqual(['Guide', 'Leaflets']);
    await other.keyboard.press('Control+z');
    await expectSoon(() => column('budget', 'item'), ['Bo--at with its captain', 'Guide', 'Leaflets']);
    await other.close();
  });

  it('what a row names and is gone is told as no longer there', async () => {
    await cell('programs', 1, 'program').focus();
    await types('Control+Shift+Delete');
    await expectSoon(() => column('budget', 'program').then((all) => all[2]), 'No longer there');
    await expectSoon(() => cell('budget', 3, 'program').getAttribute('aria-invalid'), 'true');
    await types('Control+z');
    await expectSoon(() => column('budget', 'program').then((all) => all[2]), 'Answering desk');
  });

  it('what is handed in carries the figures that stood on the page', async () => {
    const table = (found: Locator) =>
      found
        .locator('table', { hasText: 'Cost by program' })
        .locator('tr')
        .evaluateAll((lines) => lines.map((line) => [...line.children].map((one) => one.textContent)));
    const shown = await table(figures('budget'));
    expect(shown.at(-1)).toEqual(['Total', 'EUR 15,449.97', '100.0 %']);
    await page.locator('.handbook > .save-state[data-state="saved"]').waitFor();
    await page.getByLabel(/public information only/).check();
    await alice.clicks('button', 'Hand in');
    await alice.clicks('button', 'Hand in all the same');
    await page.getByText('Handed in as attempt 1.').waitFor();
    expect(await table(page.locator('#section-budget'))).toEqual(shown);
    expect(alice.complaints).toEqual([]);
  });

  it('after the last moment the table is there to read', async () => {
    app.clock.set('2026-12-09T09:00:00Z');
    await page.context().clearCookies();
    await alice.opens('/sign-in');
    await alice.signsIn('alice');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await alice.opens(path);
    await cell('budget', 1, 'item').waitFor();
    expect(await cell('budget', 1, 'item').getAttribute('readonly')).not.toBeNull();
    expect(await cell('budget', 1, 'program').isDisabled()).toBe(true);
    expect(await section('budget').getByRole('button', { name: 'Add a line' }).count()).toBe(0);
    await cell('budget', 1, 'item').focus();
    await types('Alt+ArrowDown', 'Control+Shift+Backspace', 'x');
    await pastes({ 'text/plain': 'a\tb' });
    expect(await column('budget', 'item')).toEqual(['Bo--at with its captain', 'Guide', 'Leaflets']);
    await alice.looksAt('tables, to read');
  });
});

/** Waits for what another tab or the next moment brings. */
async function expectSoon<Value>(read: () => Promise<Value>, value: Value): Promise<void> {
  const end = Date.now() + 60_000;
  while (JSON.stringify(await read()) !== JSON.stringify(value) && Date.now() < end)
    await page.waitForTimeout(30);
  expect(await read()).toEqual(value);
}
