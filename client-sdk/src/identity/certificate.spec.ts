import { expect } from 'chai';
import { KonttiError } from '../errors';
import { createTestAuthority } from '../testing/certificates';
import { parseCertificate } from './certificate';

describe('a certificate', () => {
  it('is valid from the first to the last second that it names, and says both where it is not', async () => {
    const authority = await createTestAuthority('ca');
    const { certificate: pem } = await authority.issue({ commonName: 'User1' });
    const certificate = parseCertificate(pem);
    const failureAt = (nowMs: number): KonttiError | undefined => {
      try {
        certificate.requireValid(nowMs);
        return undefined;
      } catch (error) {
        if (error instanceof KonttiError) return error;
        throw error;
      }
    };
    const details: Readonly<Record<string, unknown>> = failureAt(0)?.details ?? {};
    const [from, to] = [details['validFrom'], details['validTo']].map((text) => Date.parse(String(text)));
    if (from === undefined || to === undefined) throw new TypeError('two dates');
    expect(to).to.be.greaterThan(from);
    expect([from, to].map(failureAt)).to.deep.equal([undefined, undefined]);
    for (const [nowMs, text] of [
      [from - 1, `and it is ${new Date(from - 1).toISOString()}`],
      [to + 1, `certificate is valid from ${String(details['validFrom'])} to ${String(details['validTo'])}`],
    ] as const) {
      const failure = failureAt(nowMs);
      expect(failure?.code).to.equal('CERTIFICATE_EXPIRED');
      expect(failure?.message).to.include(text);
    }
  });

  it('is PEM of a certificate, named by its option where it is none', () => {
    for (const [pem, option] of [
      ['no certificate', undefined],
      [Buffer.from('no certificate'), 'tlsClient.certificate'],
    ] as const) {
      expect(() => parseCertificate(pem, option))
        .to.throw(KonttiError)
        .with.nested.property('details.option', option ?? 'certificate');
    }
  });
});
