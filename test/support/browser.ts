import sparticuz from '@sparticuz/chromium';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The machine's Chromium, or else the one that comes from npm. Whoever opens it closes it. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: installed.find((path) => existsSync(path)) ?? (await sparticuz.executablePath()),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
