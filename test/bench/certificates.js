// Certificates a second through the printing threads, against a bare PDFKit loop that draws the same page.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { addressOf, newCode } from '../../dist/src/certificates/register/code.rules.js';
import { PrintPool } from '../../dist/src/certificates/printing/print-pool.js';
import { bareCertificate } from './bare/certificate-pdf.js';

/**
 * One thread of ours and one bare loop take turns, so that what else the machine does falls on both; the ratio is the
 * middle one of all turns. Then the pool prints as it does in the product, for the delay and the memory.
 *
 * @param {{ seconds: number }} options for the whole, about
 * @returns {Promise<{ name: string, value: number, unit: string, ratio?: number, bound?: string }[]>}
 */
export async function run({ seconds }) {
  const turns = 5;
  const milliseconds = (seconds * 1000) / (turns * 2 + 7);

  const single = new PrintPool({ threads: 1 });
  const bare = async () => {
    bareCertificate(aSnapshot());
    // PDFKit's streams are freed when the loop comes round, as it does between two messages to a thread.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const ours = () => single.print(aSnapshot());
  await perSecond(bare, 1, milliseconds);
  await perSecond(ours, 2, milliseconds);

  const pairs = [];
  for (let turn = 0; turn < turns; turn++) {
    pairs.push({
      bare: await perSecond(bare, 1, milliseconds),
      // One page is drawn while the next one waits: the thread is never without work.
      ours: await perSecond(ours, 2, milliseconds),
    });
  }
  await single.close();

  const pool = new PrintPool();
  const atOnce = 8;
  await perSecond(() => pool.print(aSnapshot()), atOnce, milliseconds);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let printed = 0;
  const print = async () => {
    await pool.print(aSnapshot());
    printed++;
  };
  await perSecond(print, atOnce, milliseconds * 2);
  // Threads fill their heaps before they tidy up; what grows after that would go on growing.
  const half = { printed, memory: process.memoryUsage().rss };
  const all = await perSecond(print, atOnce, milliseconds * 2);
  delay.disable();
  const grown = (process.memoryUsage().rss - half.memory) / 2 ** 20;
  await pool.close();

  return [
    { name: 'certificates, bare PDFKit loop', value: middle(pairs.map((pair) => pair.bare)), unit: '1/s' },
    {
      name: 'certificates, one printing thread',
      value: middle(pairs.map((pair) => pair.ours)),
      unit: '1/s',
      ratio: middle(pairs.map((pair) => pair.ours / pair.bare)),
      bound: '≥ 0.8',
    },
    { name: 'certificates, the pool with its usual threads', value: all, unit: '1/s' },
    {
      name: 'longest wait of the event loop while printing',
      value: delay.max / 1e6,
      unit: 'ms',
      bound: '≤ 50',
    },
    {
      name: `memory grown over the last ${printed - half.printed} of ${printed} certificates`,
      value: grown,
      unit: 'MB',
      bound: '≤ 50',
    },
  ];
}

/** Names in every script that has a font, and the form of those whose characters don't say it. */
const holders = [
  ...['Zoë Nguyễn', 'Łukasz Żółkiewski', 'Γιώργος Σεφέρης', 'Олена Ковальчук', 'ليلى بنت يوسف الهاشمي'],
  ...['נועה בן־דוד', 'अनुराधा क्षीरसागर', '高橋 さくら', '김서연', 'Þórunn Guðmundsdóttir'],
].map((name) => ({ name }));
holders.push({ name: '欧阳静怡', han: 'simplified' }, { name: '歐陽靜怡', han: 'traditional' });
holders.push({ name: '渡邊 直樹', han: 'japanese' });

/**
 * So many certificates one after the other, as in an academy that runs for years without a restart: whether the process
 * grows with them.
 *
 * @param {{ count: number }} options from 10 on
 * @returns {Promise<{ name: string, value: number, unit: string, ratio?: number, bound?: string }[]>}
 */
export async function runMany({ count }) {
  const pool = new PrintPool();
  const marks = [count / 10, count / 2, count].map(Math.round);
  const memory = [];
  const began = performance.now();
  let begun = 0;
  let printed = 0;
  const lane = async () => {
    while (begun < count) {
      const holder = holders[begun % holders.length];
      begun++;
      await pool.print({ ...aSnapshot(), holder });
      printed++;
      if (marks.includes(printed)) memory.push(process.memoryUsage().rss / 2 ** 20);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  const seconds = (performance.now() - began) / 1000;
  await pool.close();
  const number = (value) => value.toLocaleString('en');
  return [
    {
      name: 'certificates, names in every script',
      value: count / seconds,
      unit: '1/s',
    },
    ...marks.map((mark, at) => ({
      name: `memory (rss) after ${number(mark)}`,
      value: memory[at],
      unit: 'MB',
    })),
    {
      name: `– grown from ${number(marks[0])} to ${number(count)}`,
      value: memory.at(-1) - memory[0],
      unit: 'MB',
      bound: '≤ 50',
    },
  ];
}

/** Runs a task over and over, that many at once, and counts how many end in a second. */
async function perSecond(task, atOnce, milliseconds) {
  const start = performance.now();
  let done = 0;
  const lane = async () => {
    while (performance.now() - start < milliseconds) {
      await task();
      done++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (done * 1000) / (performance.now() - start);
}

function middle(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

export function aSnapshot() {
  const code = newCode();
  return {
    schema: 1,
    code,
    address: addressOf('https://capstone.example', code),
    academy: { name: 'Capstone Academy' },
    holder: { name: 'Zoë Nguyễn' },
    course: { title: 'Strategist', versionNumber: 3 },
    cohort: { name: 'Autumn 2026', startsOn: '2026-10-19', endsOn: '2026-11-08', timeZone: 'Europe/Paris' },
    competencies: [
      { key: 'analysis', title: 'Analysis', level: 'Excellent', points: 18, ofPoints: 20 },
      { key: 'strategy', title: 'Strategy', level: 'Proficient', points: 16, ofPoints: 20 },
      { key: 'numbers', title: 'Numbers', level: 'Proficient', points: 15.5, ofPoints: 20 },
      { key: 'execution', title: 'Execution', level: 'Excellent', points: 19, ofPoints: 20 },
      { key: 'communication', title: 'Communication', level: 'Developing', points: 12, ofPoints: 20 },
    ],
    result: {
      percent: 80.5,
      passPercent: 60,
      passRule: 'Passed with at least 60 % in all and no competency below Developing.',
    },
    issuedOn: '2026-11-14',
    issuedAt: '2026-11-14T09:30:00.000Z',
    validUntil: null,
    signatories: [
      { name: 'Bob Tanaka', role: 'Instructor' },
      { name: 'Ada Lindqvist', role: 'Academy director' },
    ],
  };
}
