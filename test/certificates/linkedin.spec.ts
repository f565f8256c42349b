import { describe, expect, it } from '@jest/globals';
import { addToProfile, profileFields } from '../../src/certificates/holding/linkedin.rules.js';
import { myCertificatesPage } from '../../src/certificates/holding/my-certificates.views.js';
import { type RegisteredCertificate } from '../../src/certificates/register/certificate-register.service.js';
import { fixedDemoCode, writtenCode } from '../../src/certificates/register/code.rules.js';
import { type Verdict } from '../../src/certificates/register/status.rules.js';
import { aSnapshot } from './a-snapshot.js';

const publicUrl = 'https://academy.example';
const snapshot = aSnapshot({
  course: { ...aSnapshot().course, title: 'Social & Media “Strategist”' },
  issuedOn: '2026-01-09',
  validUntil: '2027-12-31T23:00:00.000Z',
});
const fieldsOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

describe('a certificate for LinkedIn', () => {
  it('is an address with every field that LinkedIn takes', () => {
    const url = addToProfile(snapshot, publicUrl);
    expect(url).toMatch(/^https:\/\/www\.linkedin\.com\/profile\/add\?startTask=CERTIFICATION_NAME&/);
    expect(fieldsOf(url)).toEqual({
      startTask: 'CERTIFICATION_NAME',
      name: 'Social & Media “Strategist”',
      organizationName: 'Capstone Academy',
      issueYear: '2026',
      issueMonth: '1',
      expirationYear: '2027',
      expirationMonth: '12',
      certUrl: `https://academy.example/verify/${writtenCode(snapshot.code)}`,
      certId: writtenCode(snapshot.code),
    });
  });

  it('says nothing of an end where there is none', () => {
    expect(Object.keys(fieldsOf(addToProfile(aSnapshot(), publicUrl)))).not.toContain('expirationYear');
    expect(profileFields(aSnapshot(), publicUrl).map(({ label }) => label)).toEqual([
      'Name',
      'Issuing organization',
      'Issue date',
      'Credential ID',
      'Credential URL',
    ]);
  });

  it('can be copied by hand', () => {
    const fields = profileFields(snapshot, publicUrl);
    expect(fields).toContainEqual({ label: 'Issue date', value: 'January 2026' });
    expect(fields).toContainEqual({ label: 'Expiration date', value: 'December 2027' });
  });
});

describe('the list of what somebody holds', () => {
  const held = (verdict: Verdict) => {
    const certificate: RegisteredCertificate = {
      id: '00000000-0000-4000-8000-000000000000',
      code: snapshot.code,
      issuedAt: new Date(snapshot.issuedAt),
      holderId: '00000000-0000-4000-8000-000000000001',
      pdfKey: 'certificates/one.pdf',
      verdict,
      snapshot,
      hidden: [],
      evidence: [],
      validUntil: null,
      events: [],
      compromise: null,
    };
    return myCertificatesPage([certificate], publicUrl).certificates[0];
  };
  const since = new Date('2026-11-20T12:00:00Z');

  it('leads from a superseded one to the one in its place', () => {
    const line = held({ status: 'superseded', since, successorCode: fixedDemoCode('successor') });
    expect(line?.successorHref).toMatch(/^\/verify\/DEM0S-/);
    expect([line?.linkedIn, line?.correctionHref]).toEqual([null, null]);
  });

  it('tells the reason of a revocation and a suspension, and offers neither for a profile', () => {
    for (const status of ['revoked', 'suspended'] as const) {
      const line = held({ status, since, reason: 'Copied work.' });
      expect([line?.reason, line?.linkedIn, line?.correctionHref]).toEqual(['Copied work.', null, null]);
      expect(line?.pdfPath).not.toBeNull();
    }
  });

  it('offers what stands for a profile', () => {
    expect(held({ status: 'valid' })?.linkedIn?.href).toContain('linkedin.com/profile/add');
  });
});
