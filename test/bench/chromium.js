// The machine's Chromium, or else the one that comes from npm.
import sparticuz from '@sparticuz/chromium';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Whoever opens it closes it. */
export async function openChromium() {
  return chromium.launch({
    executablePath: installed.find((path) => existsSync(path)) ?? (await sparticuz.executablePath()),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
