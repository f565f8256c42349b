import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { hanFormFor, needsHanForm } from '../../src/users/names/han.rules.js';
import { unprintableInName } from '../../src/users/names/printable-names.js';
import { quotedCharacters } from '../../src/users/names/quoted-characters.rules.js';
import { nameField, tidyName } from '../../src/users/user.forms.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';

describe('what of a name can’t be printed', () => {
  it('is told in one sentence, character by character', () => {
    expect(unprintableInName('Zoë Nguyễn محمد 王小明')).toBeNull();
    expect(unprintableInName('Bob 🎓 ᚠ')).toBe('On a certificate this can’t be printed: “🎓” “ᚠ”.');
  });

  it('names what nobody sees by its number, and no more than twelve', () => {
    expect(quotedCharacters(['\u0007', '\u{e000}'])).toBe('U+0007 U+E000');
    expect(quotedCharacters(Array.from({ length: 13 }, () => 'ᚠ'))).toMatch(/“ᚠ” …$/);
  });

  it('is not what nobody sees: that is taken out when the name is typed', () => {
    const typed = nameField.parse('Alice\u202e \u0007 Moreau\u2066 ');
    expect(typed).toBe('Alice Moreau');
    expect(nameField.safeParse(' \u3164\u200b \t').success).toBe(false);
    expect(nameField.safeParse('x'.repeat(121)).success).toBe(false);
    expect(nameField.parse('\ufeffMo\u00adreau\u200e\u200f \u061cAli\u200d')).toBe('Moreau Ali');
  });

  it('nor what names of Persian, of Indian languages and of Japanese are written with', () => {
    for (const name of [
      'علی\u200cرضا',
      'क्\u200dष शर्मा',
      '葛\u{e0100}城 直子',
      'Алекса\u0301ндр',
      'か\u309aき',
    ]) {
      expect(nameField.parse(name)).toBe(name);
      expect(unprintableInName(name)).toBeNull();
    }
  });

  it('comes out of tidying as it went in when it is tidy', () => {
    const odd = Array.from('\u200c\u200d\u034f\ufeff\u200f \u0007aم\u0301葛\ufe00');
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...odd), { maxLength: 12 }), (letters) => {
        const tidy = tidyName(letters.join(''));
        expect(tidyName(tidy)).toBe(tidy);
      }),
    );
  });
});

describe('a name', () => {
  it('has two characters at least, counted as people do', () => {
    expect(nameField.safeParse('𠮷').success).toBe(false);
    expect(nameField.safeParse('𠮷野').success).toBe(true);
    expect(nameField.safeParse('𠮷'.repeat(120)).success).toBe(true);
  });

  it('has four marks on a letter at most', () => {
    expect(nameField.safeParse('שָּׁלוֹם').success).toBe(true);
    const { error } = nameField.safeParse(`Z${'\u0301'.repeat(100)}oe`);
    expect(error?.issues.map(({ message }) => message)).toEqual(['Use at most 4 marks on a letter.']);
  });
});

describe('the form of Han characters', () => {
  it('is asked for where the name doesn’t say it', () => {
    expect(['王小明', '李 Li', '王さくら', '김民', 'Alice'].map(needsHanForm)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('is guessed from the time zone until it is chosen', () => {
    expect(hanFormFor('渡邊直子', null, 'Asia/Tokyo')).toBe('japanese');
    expect(hanFormFor('陳大文', null, 'Asia/Taipei')).toBe('traditional');
    expect(hanFormFor('王小明', null, 'Europe/Paris')).toBe('simplified');
    expect(hanFormFor('王小明', 'korean', 'Asia/Tokyo')).toBe('korean');
    expect(hanFormFor('Alice', 'korean', 'Asia/Tokyo')).toBeNull();
  });
});

describe('on the page of one’s name', () => {
  let app: TestApp;
  let charlie: Browser;
  beforeAll(async () => {
    app = await startTestApp();
    charlie = await app.as('charlie');
  });
  afterAll(() => app.close());

  const kept = async () => {
    const [row] = await app.db.query<{ form: string | null }[]>(
      'SELECT han_form AS form FROM users WHERE id = $1',
      [app.ids.charlie],
    );
    return row?.form;
  };

  it('a name in Han characters asks for their form, and keeps the choice until the name changes', async () => {
    expect((await charlie.get('/account/name')).text).not.toContain('id="hanForm"');
    const renamed = await charlie.post('/account/name', { name: '直子' });
    expect(renamed.headers['location']).toBe('/account/name');
    const page = await charlie.get('/account/name');
    expect(page.text).toContain('Choose the form of its characters.');
    expect(page.text).toContain('<option value="simplified" selected>');
    const chosen = await charlie.post('/account/name', { name: '直子', hanForm: 'japanese' });
    expect([chosen.headers['location'], await kept()]).toEqual(['/account', 'japanese']);
    expect((await charlie.get('/account/name')).text).toContain('<option value="japanese" selected>');
    const wrong = await charlie.post('/account/name', { name: '直子', hanForm: 'latin' });
    expect([wrong.status, wrong.text.includes('Choose one of the four forms.'), await kept()]).toEqual([
      422,
      true,
      'japanese',
    ]);
    await charlie.post('/account/name', { name: 'Charlie Okafor', hanForm: 'japanese' });
    expect(await kept()).toBeNull();
  });

  it('what a certificate can’t show is said beside the name, before anything is issued', async () => {
    const sentence = 'On a certificate this can’t be printed: “🎓”';
    expect((await charlie.get('/account')).text).not.toContain(sentence);
    await charlie.post('/account/name', { name: 'Charlie 🎓' });
    expect((await charlie.get('/account')).text).toContain(sentence);
    expect((await charlie.get('/account/name')).text).toContain(sentence);
  });

  it('the choice goes with the person', async () => {
    await charlie.post('/account/name', { name: '直子', hanForm: 'japanese' });
    await app.get(Erasures).erase(app.ids.charlie, app.ids.ada);
    expect(await kept()).toBeNull();
  });
});
