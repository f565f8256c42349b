import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { cast, castPassword } from '../../src/users/cast.js';

/** Where screenshots of every page that is looked at go; none are taken without it. */
const album = process.env['SCREENSHOTS'];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const desktop = { width: 1280, height: 900 };

interface PersonSettings {
  name: string;
  /** The application's address. */
  url: string;
  timeZone?: string;
  scripts?: boolean;
}

/** Somebody at a browser of their own. Whatever the browser complains about is kept in `complaints`. */
export class Person {
  readonly complaints: string[] = [];
  /** A form that comes back with its errors is no fault of the page, though browsers log it as one. */
  private readonly expected = new Set([422]);

  private constructor(
    readonly page: Page,
    private readonly settings: PersonSettings,
  ) {
    page.on('console', (message) => {
      const text = message.text();
      const status = /responded with a status of (\d+)/.exec(text)?.[1];
      if (status !== undefined && this.expected.has(Number(status))) return;
      if (message.type() === 'error' || /content.security.policy/i.test(text)) {
        this.complaints.push(`${page.url()}: ${text} ${message.location().url}`);
      }
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${String(error)}`));
  }

  static async sitDown(browser: Browser, settings: PersonSettings): Promise<Person> {
    const context = await browser.newContext({
      baseURL: settings.url,
      viewport: desktop,
      reducedMotion: 'reduce',
      colorScheme: 'light',
      locale: 'en-GB',
      javaScriptEnabled: settings.scripts ?? true,
      ...(settings.timeZone !== undefined && { timezoneId: settings.timeZone }),
    });
    return new Person(await context.newPage(), settings);
  }

  /** From here on an answer with this status is part of the story. */
  mayMeet(status: number): void {
    this.expected.add(status);
  }

  async opens(path: string): Promise<void> {
    await this.page.goto(path);
  }

  async clicks(role: 'button' | 'link', name: string | RegExp): Promise<void> {
    await this.page.getByRole(role, { name }).first().click();
  }

  /** Waits until the page's heading says so: a page that Turbo fetched is there when its heading is. */
  async isAt(heading: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }

  /** The form came back with its errors in the summary at the top; another summary than where it came back before. */
  async isRefused(): Promise<void> {
    const summary = this.page.locator('.error-summary:not([data-met])');
    await summary.waitFor();
    await summary.evaluate((element) => {
      element.setAttribute('data-met', '');
    });
  }

  async signsIn(name: keyof typeof cast): Promise<void> {
    await this.page.getByLabel('E-mail address').fill(cast[name].email);
    await this.page.getByLabel('Password').fill(castPassword);
    await this.clicks('button', 'Sign in');
  }

  /**
   * Looks at the page as it is now: no violation that axe knows of, no word in light or dark that is hard to read,
   * nothing at 320 px that scrolls sideways or is too small to hit, no complaint of the browser so far.
   */
  async looksAt(title: string): Promise<void> {
    const { page } = this;
    await page.evaluate(() => document.fonts.ready);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect({
        title,
        colorScheme,
        violations: await this.violations(colorScheme === 'dark' ? ['color-contrast'] : []),
      }).toEqual({
        title,
        colorScheme,
        violations: [],
      });
      await this.photograph(colorScheme === 'dark' ? `${title} dark` : title);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 320, height: 800 });
    const wide = await page.evaluate(widerThanWindow);
    // With all of it in view: where one has scrolled to, a bar that stays may lie over half of a target
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: 320, height: Math.max(800, Math.min(height, 12_000)) });
    const violations = await this.violations(['target-size', 'scrollable-region-focusable']);
    await this.photograph(`${title} 320`);
    await page.setViewportSize(desktop);
    expect({ title, wide, violations }).toEqual({ title, wide: [], violations: [] });
    expect(this.complaints).toEqual([]);
  }

  /** @param rules only these, or all that the tags name */
  private async violations(rules: string[] = []): Promise<string[]> {
    const axe = new AxeBuilder({ page: this.page }).setLegacyMode();
    const { violations } = await (rules.length === 0 ? axe.withTags(tags) : axe.withRules(rules)).analyze();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
    );
  }

  private async photograph(title: string): Promise<void> {
    if (album === undefined) return;
    mkdirSync(album, { recursive: true });
    const file = `${this.settings.name} ${title}`.toLowerCase().replaceAll(' ', '-');
    await this.page.screenshot({ path: join(album, `${file}.png`), fullPage: true });
  }
}

/** What makes the page scroll sideways, if anything does. */
function widerThanWindow(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.querySelectorAll('main *')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .map(({ outerHTML }) => outerHTML.slice(0, 120))
    .slice(0, 5)
    .concat(`${String(scrollWidth)} px`);
}
