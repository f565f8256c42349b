import { describe, expect, it } from '@jest/globals';
import { type HanForm } from '../../src/platform/printing/fonts.js';
import { certificatePage } from '../../src/certificates/verification/certificate-page.views.js';
import { aSnapshot } from './a-snapshot.js';

describe('the language of a name on the page about its certificate', () => {
  const page = (name: string, han: HanForm | undefined, hidden: readonly 'holder'[] = []) => {
    const snapshot = aSnapshot({ holder: { name, ...(han && { han }) } });
    return certificatePage(
      {
        ...{ code: snapshot.code, verdict: { status: 'valid' }, snapshot, hidden, evidence: [] },
        readAt: new Date('2026-11-23T09:00:00Z'),
      },
      'https://academy.example',
    );
  };

  it.each([
    ['直子', 'japanese', 'ja'],
    ['直子', 'traditional', 'zh-Hant'],
    ['直子', 'simplified', 'zh-Hans'],
    ['高橋 さくら', undefined, 'ja'],
    ['김서연', undefined, 'ko'],
    ['Γιώργος Σεφέρης', undefined, 'el'],
    ['נועה בן־דוד', undefined, 'he'],
    ['Zoë Nguyễn', undefined, null],
    ['Олена Ковальчук', undefined, null],
  ] as const)('%s, in the form %s: %s', (name, han, lang) => {
    const { printed, band } = page(name, han);
    expect(printed?.facts[0]).toMatchObject({ term: 'Issued to', value: name, lang });
    expect(band.named?.lang ?? null).toBe(lang);
    if (band.named) {
      expect(`${band.named.before}${band.named.name}${band.named.after}`).toBe(band.sentence);
      expect(band.named.name).toBe(name);
    }
  });

  it('is not told where the name is hidden', () => {
    const { printed, band } = page('直子', 'japanese', ['holder']);
    expect([printed?.facts[0]?.lang, band.named]).toEqual([null, null]);
  });
});
