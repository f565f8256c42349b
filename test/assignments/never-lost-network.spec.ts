import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type BrowserContext } from 'playwright-core';
import { eventually, type Scene, ServerProcess, setNeverLostScene, Tab } from './never-lost-support.js';

let scene: Scene;
let context: BrowserContext;
/** Everything that was ever typed into the section, in order. */
let text = '';

beforeAll(async () => {
  scene = await setNeverLostScene();
  context = await scene.machine();
});
afterEach(async () => {
  scene.proxy.restore();
  for (const page of context.pages()) await page.close();
});
afterAll(() => scene.close());

const open = () => Tab.open(context, scene.path);

async function allIsThere(tab: Tab): Promise<void> {
  await tab.says('Saved');
  await tab.reads(text);
  expect(await scene.stored()).toBe(text);
  expect(tab.complaints).toEqual([]);
}

async function types(tab: Tab, more: string): Promise<void> {
  await tab.write(more);
  text += more;
}

describe('what was written is there, on the page and on the server,', () => {
  it('after the network was cut and came back', async () => {
    const tab = await open();
    await types(tab, 'One ');
    await tab.says('Saved');
    await tab.isKept();
    scene.proxy.cut();
    await types(tab, 'two ');
    await tab.says('Saved on this device');
    expect(await scene.stored()).toBe('One ');
    scene.proxy.restore();
    await allIsThere(tab);
  });

  it('after a network that swallowed everything without a word', async () => {
    const tab = await open();
    await tab.says('Saved');
    scene.proxy.silence();
    await types(tab, 'three ');
    expect(await tab.word()).toBe('Saving…');
    await tab.says('Saved on this device');
    await scene.networkReturns();
    await allIsThere(tab);
  });

  it('after the server was killed in the middle of a word and started again', async () => {
    const server = await ServerProcess.start(scene.app);
    scene.proxy.cut();
    scene.proxy.target = server.port;
    scene.proxy.restore();
    const tab = await open();
    await tab.says('Saved');
    await types(tab, 'fo');
    const killed = server.kill();
    await types(tab, 'ur ');
    await killed;
    await tab.says('Saved on this device');
    scene.proxy.target = scene.app.config.port;
    await allIsThere(tab);
  });

  it('after a reload without a network, and writing on the page that comes from this device', async () => {
    const tab = await open();
    await tab.says('Saved');
    await tab.isKept();
    scene.proxy.cut();
    await types(tab, 'five ');
    await tab.says('Saved on this device');
    await tab.page.reload();
    await tab.says('Saved on this device');
    await tab.reads(text);
    await tab.page.getByText('You are offline. The handbook comes from this device').waitFor();
    await types(tab, 'six ');
    await tab.says('Saved on this device');
    const token = await tab.page.locator('meta[name="csrf-token"]').getAttribute('content');
    await scene.networkReturns();
    await allIsThere(tab);
    await eventually(
      async () => (await tab.page.locator('meta[name="csrf-token"]').getAttribute('content')) !== token,
    );
    expect(await tab.page.getByText('You are offline').count()).toBe(0);
  });

  it('after the tab crashed without a network', async () => {
    const tab = await open();
    await tab.says('Saved');
    scene.proxy.cut();
    await types(tab, 'seven ');
    await tab.says('Saved on this device');
    const crashed = tab.page.waitForEvent('crash');
    const session = await context.newCDPSession(tab.page);
    void session.send('Page.crash').catch(() => undefined);
    await crashed;
    await tab.page.close();
    const again = await open();
    await again.says('Saved on this device');
    await again.reads(text);
    await scene.networkReturns();
    await allIsThere(again);
  });

  it('when two tabs are written in without a network: each shows what the other has', async () => {
    const tabs = [await open(), await open()] as const;
    for (const tab of tabs) await tab.says('Saved');
    scene.proxy.cut();
    await types(tabs[0], 'eight ');
    await tabs[1].reads(text);
    await types(tabs[1], 'nine ');
    await tabs[0].reads(text);
    for (const tab of tabs) await tab.says('Saved on this device');
    // A third one begins with what the device keeps, and the first goes without a word
    await tabs[0].page.close();
    const third = await open();
    await third.reads(text);
    await scene.networkReturns();
    await allIsThere(tabs[1]);
    await allIsThere(third);
  });

  it('when it was written on two machines without a network', async () => {
    const other = await scene.machine();
    const here = await open();
    const there = await Tab.open(other, scene.path);
    await here.says('Saved');
    await there.says('Saved');
    scene.proxy.cut();
    await here.write('here', 'research');
    await there.write('there', 'research');
    await here.says('Saved on this device', 'research');
    await there.says('Saved on this device', 'research');
    await scene.networkReturns();
    await here.says('Saved', 'research');
    await there.says('Saved', 'research');
    await eventually(async () => (await scene.stored('research')).length === 'herethere'.length);
    const merged = await scene.stored('research');
    expect(merged.replace('there', '')).toBe('here');
    await eventually(async () => (await here.editor('research').innerText()).replaceAll('\n', '') === merged);
    await eventually(
      async () => (await there.editor('research').innerText()).replaceAll('\n', '') === merged,
    );
    await other.close();
  });
});
