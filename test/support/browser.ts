import sparticuz from '@sparticuz/chromium';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** By how many milliseconds pages, scripts and what scripts ask for reach the server late: it shows what doesn't wait. */
const late = Number(process.env['SLOW'] ?? 0);
const comeLate = new Set(['document', 'script', 'fetch', 'xhr']);

/**
 * The machine's Chromium, or else the one that comes from npm. Whoever opens it closes it. Its pages wait for a minute:
 * a busy machine is slow, and nothing is wrong with that.
 *
 * @param more of Chromium's own switches
 */
export async function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: installed.find((path) => existsSync(path)) ?? (await sparticuz.executablePath()),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', ...more],
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(60_000);
    if (late > 0) await beLate(context);
    return context;
  };
  return browser;
}

/**
 * Waits until the page of this address stands, and not only its address: Turbo changes the address first, and the page
 * that is left would still take clicks and keys.
 *
 * @param address path and query, or all of it
 */
export async function arrivesAt(page: Page, address: string): Promise<void> {
  await page.waitForFunction((wanted) => {
    const { pathname, search, href } = location;
    return [pathname + search, href].includes(wanted) && !document.documentElement.ariaBusy;
  }, address);
}

async function beLate(context: BrowserContext): Promise<void> {
  await context.route('**/*', async (route) => {
    if (comeLate.has(route.request().resourceType())) await setTimeout(late);
    // What the page that is left asked for is wanted no more.
    await route.continue().catch(() => undefined);
  });
}
