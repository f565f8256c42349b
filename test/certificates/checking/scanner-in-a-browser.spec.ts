import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import {
  addressOf,
  type Code,
  fixedDemoCode,
  writtenCode,
} from '../../../src/certificates/register/code.rules.js';
import { Users } from '../../../src/users/users.service.js';
import { Person } from '../../browser/person.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { arrivesAt, openBrowser } from '../../support/browser.js';
import { jobsDone } from '../../support/jobs.js';
import { certificateOf, certified } from '../a-cohort.js';
import { film, photoOf } from './a-camera.js';

/** What a browser may be like. */
interface Setting {
  path?: string;
  allowed?: boolean;
  /** Run in the page before its own scripts. */
  before?: () => void;
}

describe('QR codes, in a browser with a camera', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstone-camera-'));
  const reel = join(folder, 'film.y4m');
  let app: TestApp;
  let browser: Browser;
  /** In which nobody ever allows the camera. */
  let refusing: Browser;
  let codes: [string, string];
  let address: (written: string) => string;

  beforeAll(async () => {
    app = await startTestApp();
    const holders = await Promise.all([holder('Zoë Nguyễn', 'zoe'), holder('Kwame Asante', 'kwame')]);
    await certified(app, holders);
    await jobsDone(app.db);
    const written = async (id: string) => writtenCode((await certificateOf(app.db, id)).code as Code);
    codes = [await written(holders[0]), await written(holders[1])];
    address = (code) => addressOf(app.url, code.replaceAll('-', '') as Code);
    film(reel, [null]);
    const camera = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${reel}`];
    browser = await openBrowser([...camera, '--use-fake-ui-for-media-stream']);
    refusing = await openBrowser([...camera, '--use-fake-ui-for-media-stream=deny']);
  });
  afterAll(async () => {
    await browser.close();
    await refusing.close();
    await app.close();
    rmSync(folder, { recursive: true });
  });

  // A page that still films would share its film with the next one.
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });

  async function holder(name: string, key: string): Promise<string> {
    const person = { email: `${key}@scanned.example`, name, password: 'x', timeZone: 'UTC' };
    return (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
  }

  async function sitDown({ path = '/verify', allowed = true, before }: Setting = {}): Promise<Person> {
    const erin = await Person.sitDown(allowed ? browser : refusing, { name: 'Erin', url: app.url });
    await erin.page.addInitScript(rememberTracks);
    if (before) await erin.page.addInitScript(before);
    await erin.opens(path);
    return erin;
  }
  const said = (erin: Person, words: string | RegExp) =>
    erin.page.getByRole('dialog').getByText(words).waitFor();
  const onAPhone = (erin: Person) => erin.page.getByText('Or point the camera of a phone at the QR code');
  const playing = (erin: Person) => erin.page.waitForFunction(() => states().at(-1) === 'live');
  const stopped = (erin: Person) =>
    erin.page.waitForFunction(() => states().length > 0 && states().every((state) => state === 'ended'));
  const choose = async (erin: Person, texts: string[], name = 'sheet.jpg') => {
    const buffer = await photoOf(texts);
    await erin.page.getByLabel('A photo of the certificate').setInputFiles({
      ...{ name, mimeType: 'image/jpeg', buffer },
    });
  };
  /** The page of a certificate, which Turbo has fetched. */
  const certificatePage = async (erin: Person, written: string) => {
    await arrivesAt(erin.page, `/verify/${written}`);
    await erin.isAt('Valid');
    expect(erin.complaints).toEqual([]);
  };

  it('opens the page of the certificate that is held before it, and lets go of the camera', async () => {
    film(reel, [null, address(codes[0])]);
    const erin = await sitDown();
    await erin.clicks('button', 'Scan the QR code');
    await certificatePage(erin, codes[0]);
    await stopped(erin);
  });

  it('reads by what the browser brings, where it does', async () => {
    film(reel, [null]);
    const erin = await sitDown({ before: bringReader });
    const asked: string[] = [];
    erin.page.on('request', (request) => asked.push(request.url()));
    await erin.page.evaluate((text) => {
      shown = text;
    }, address(codes[1]));
    await erin.clicks('button', 'Scan the QR code');
    await certificatePage(erin, codes[1]);
    expect(asked.filter((url) => url.includes('qr-worker'))).toEqual([]);
  });

  it('reads all the same where what the browser brings fails', async () => {
    film(reel, [address(codes[0])]);
    const erin = await sitDown({ before: bringBrokenReader });
    await erin.clicks('button', 'Scan the QR code');
    await certificatePage(erin, codes[0]);
  });

  it('goes to no stranger’s address, and says whose it is', async () => {
    film(reel, [`https://example.org/verify/${codes[0]}`]);
    const erin = await sitDown();
    const elsewhere: string[] = [];
    erin.page.on('request', (request) => {
      if (!request.url().startsWith(app.url)) elsewhere.push(request.url());
    });
    await erin.clicks('button', 'Scan the QR code');
    await said(erin, 'This is a QR code, but not of a certificate of this academy. It leads to example.org.');
    await playing(erin);
    expect(elsewhere).toEqual([]);
    await erin.clicks('link', 'See whether this academy knows its code');
    await certificatePage(erin, codes[0]);
    await stopped(erin);
  });

  it('tells other codes from those of certificates, and goes on', async () => {
    const erin = await sitDown();
    for (const [text, sentence] of [
      ['WIFI:S:guests;;', 'This is a QR code, but not of a certificate.'],
      [`${app.url}/courses`, 'This QR code is of this academy, but not of a certificate.'],
    ] as const) {
      film(reel, [text]);
      await erin.clicks('button', 'Scan the QR code');
      await said(erin, sentence);
      await erin.clicks('button', 'Close');
      await stopped(erin);
    }
    film(reel, [address(codes[1])]);
    await erin.clicks('button', 'Scan the QR code');
    await certificatePage(erin, codes[1]);
  });

  it('can be read by everybody, and is closed by its button and by Escape', async () => {
    film(reel, [null]);
    const erin = await sitDown();
    await erin.clicks('button', 'Scan the QR code');
    await playing(erin);
    await erin.looksAt('scanner');
    await erin.page.keyboard.press('Escape');
    await erin.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await stopped(erin);
    await erin.page.waitForFunction(() => document.activeElement?.textContent.includes('Scan the QR code'));
    await erin.page.keyboard.press('Enter');
    await playing(erin);
    await erin.page.keyboard.press('Enter');
    await erin.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await stopped(erin);
    expect(erin.complaints).toEqual([]);
  });

  it('rests while nobody looks at the page', async () => {
    film(reel, [null]);
    const erin = await sitDown();
    await erin.clicks('button', 'Scan the QR code');
    await playing(erin);
    await erin.page.evaluate(hide, true);
    await stopped(erin);
    await erin.page.evaluate(hide, false);
    await playing(erin);
  });

  it('takes a photo where the camera is not allowed', async () => {
    const erin = await sitDown({ allowed: false });
    await erin.clicks('button', 'Scan the QR code');
    await said(erin, /^The camera is not allowed here\./);
    await erin.looksAt('scanner refused');
    await choose(erin, [address(codes[0])]);
    await certificatePage(erin, codes[0]);
  });

  it('takes a photo where there is no camera, and says what is wrong with one', async () => {
    const erin = await sitDown({ before: takeCamerasAway });
    await erin.clicks('button', 'Read the QR code in a photo');
    await said(erin, /^No camera was found on this device\./);
    await choose(erin, []);
    await said(erin, /^No QR code could be read in sheet\.jpg\./);
    await erin.page.getByLabel('A photo of the certificate').setInputFiles({
      ...{ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') },
    });
    await said(erin, 'letter.pdf can’t be opened as a picture. Choose a JPEG or a PNG.');
    await choose(erin, [address(codes[0]), address(codes[1])]);
    await said(erin, 'There are several certificates in the picture. Hold only one of them into it.');
    await choose(erin, [address(codes[1]), 'https://example.org/']);
    await certificatePage(erin, codes[1]);
  });

  it('says when another program has the camera, when it is taken away, and tries again', async () => {
    film(reel, [null]);
    const erin = await sitDown({ before: beInUseOnce });
    await erin.clicks('button', 'Scan the QR code');
    await said(erin, /^Another program has the camera\./);
    await erin.clicks('button', 'Try again');
    await playing(erin);
    await erin.page.evaluate(() => {
      for (const track of tracks) track.dispatchEvent(new Event('ended'));
    });
    await said(erin, /^The camera was taken away or switched off\./);
    await stopped(erin);
    film(reel, [address(codes[0])]);
    await erin.clicks('button', 'Try again');
    await certificatePage(erin, codes[0]);
  });

  it('says when what reads could not be loaded, and goes on when it can be', async () => {
    film(reel, [address(codes[0])]);
    const erin = await sitDown({ before: missReaderOnce });
    erin.mayMeet(404);
    await erin.clicks('button', 'Scan the QR code');
    await said(erin, /^What reads QR codes could not be loaded\./);
    await erin.clicks('button', 'Try again');
    await certificatePage(erin, codes[0]);
  });

  it('lights the lamp of a camera that has one', async () => {
    film(reel, [null]);
    const erin = await sitDown({ before: haveLamp });
    await erin.clicks('button', 'Scan the QR code');
    const lamp = erin.page.getByRole('button', { name: 'Light', pressed: false });
    await lamp.click();
    const lit = erin.page.getByRole('button', { name: 'Light', pressed: true });
    await lit.waitFor();
    expect(await erin.page.evaluate(() => lamps)).toEqual([true]);
    await lit.click();
    await lamp.waitFor();
    expect(await erin.page.evaluate(() => lamps)).toEqual([true, false]);
  });

  it('puts several on the list of many, each once', async () => {
    film(reel, [address(codes[0]), address(codes[1]), `https://example.org/`]);
    const erin = await sitDown({ path: '/verify/many' });
    const list = erin.page.getByLabel('Codes or addresses');
    await list.fill('Certificates');
    await erin.clicks('button', 'Scan several');
    await said(erin, '2 scanned');
    await said(erin, /It leads to example\.org\.$/);
    // The film begins again.
    await said(erin, /is on the list already, in line [23]\.$/);
    await erin.looksAt('scanner many');
    await erin.clicks('button', 'Done');
    await stopped(erin);
    const lines = (await list.inputValue()).split('\n');
    expect(lines.slice(0, 1)).toEqual(['Certificates']);
    expect(lines.slice(1).sort()).toEqual(['', ...codes].sort());
    await erin.clicks('button', 'Check these certificates');
    await erin.page.getByText('All 2 lines are checked.', { exact: true }).first().waitFor();
    expect(erin.complaints).toEqual([]);
  });

  it('is not offered without scripts', async () => {
    const plain = await Person.sitDown(browser, { name: 'Erin', url: app.url, scripts: false });
    await plain.opens('/verify');
    await plain.isAt('Check a certificate');
    expect(await plain.page.getByRole('button').allInnerTexts()).not.toContain('Scan the QR code');
    await onAPhone(plain).waitFor();
  });

  it('sends nobody to a phone whose own camera reads them', async () => {
    const withCamera = await sitDown();
    await withCamera.page.getByRole('button', { name: 'Scan the QR code' }).waitFor();
    await onAPhone(withCamera).waitFor({ state: 'hidden' });
    await withCamera.looksAt('check with a camera');
    const without = await sitDown({ before: takeCamerasAway });
    await without.page.getByRole('button', { name: 'Read the QR code in a photo' }).waitFor();
    expect(await onAPhone(without).isVisible()).toBe(true);
    await without.looksAt('check without a camera');
  });

  it('names a code that was never issued by its page', async () => {
    const never = writtenCode(fixedDemoCode('never'));
    film(reel, [address(never)]);
    const erin = await sitDown();
    erin.mayMeet(404);
    await erin.clicks('button', 'Scan the QR code');
    await arrivesAt(erin.page, `/verify/${never}`);
    await erin.isAt('Never issued');
  });
});

/* What follows runs in the page, before or beside its own scripts. */

declare let shown: string;
declare const tracks: MediaStreamTrack[];
declare const lamps: boolean[];
declare const states: () => string[];

/** Every picture that the page was given, and whether it still is. */
function rememberTracks(): void {
  const given: MediaStreamTrack[] = [];
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints);
    given.push(...stream.getTracks());
    return stream;
  };
  Object.assign(globalThis, { tracks: given, states: () => given.map(({ readyState }) => readyState) });
}

/** A reader as Chrome has it on telephones, which sees what `shown` says. */
function bringReader(): void {
  const detect = () => Promise.resolve(shown === '' ? [] : [{ rawValue: shown }]);
  const formats = () => Promise.resolve(['ean_13', 'qr_code']);
  const BarcodeDetector = Object.assign(
    function () {
      return { detect };
    },
    { getSupportedFormats: formats },
  );
  Object.assign(globalThis, { BarcodeDetector, shown: '' });
}

function bringBrokenReader(): void {
  const detect = () => Promise.reject(new DOMException('The service is missing.', 'NotSupportedError'));
  const BarcodeDetector = Object.assign(
    function () {
      return { detect };
    },
    { getSupportedFormats: () => Promise.resolve(['qr_code']) },
  );
  Object.assign(globalThis, { BarcodeDetector });
}

function missReaderOnce(): void {
  const Own = Worker;
  globalThis.Worker = class extends Own {
    constructor(_script: string | URL, options?: WorkerOptions) {
      super('/assets/nowhere.js', options);
      globalThis.Worker = Own;
    }
  };
}

function takeCamerasAway(): void {
  const { mediaDevices } = navigator;
  mediaDevices.enumerateDevices = () => Promise.resolve([]);
  mediaDevices.getUserMedia = () => Promise.reject(new DOMException('There is none.', 'NotFoundError'));
}

function beInUseOnce(): void {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = () => {
    mediaDevices.getUserMedia = ask;
    return Promise.reject(new DOMException('It is in use.', 'NotReadableError'));
  };
}

function haveLamp(): void {
  const lit: boolean[] = [];
  MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true }) as MediaTrackCapabilities;
  MediaStreamTrack.prototype.applyConstraints = (constraints) => {
    const [first] = (constraints?.advanced ?? []) as { torch: boolean }[];
    if (first) lit.push(first.torch);
    return Promise.resolve();
  };
  Object.assign(globalThis, { lamps: lit });
}

function hide(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}
