import { expect } from 'chai';
import { X509Certificate } from 'node:crypto';
import { KonttiError } from '../errors';
import { createTestAuthority } from '../testing/certificates';
import { peerToEndpoint } from './endpoint';
import type { PeerOptions } from './endpoint';

describe('the endpoint of a peer', () => {
  let root: string;
  let other: string;

  before(async () => {
    [root, other] = (await Promise.all(['tlsca', 'other'].map((name) => createTestAuthority(name)))).map(
      ({ certificate }) => certificate,
    ) as [string, string];
  });

  const refusalOf = (peer: PeerOptions, option?: string): readonly unknown[] => {
    try {
      peerToEndpoint(peer, option);
    } catch (error) {
      if (!(error instanceof KonttiError)) throw error;
      return [error.code, error.details['option']];
    }
    return ['taken'];
  };

  it('has host, port and address, and the name in its certificate unless another one is given', () => {
    const endpoint = peerToEndpoint({ endpoint: 'grpcs://peer0.example.com:7051', tlsRootCertificate: root });
    expect(endpoint).to.include({ host: 'peer0.example.com', port: 7051, address: 'peer0.example.com:7051' });
    expect(endpoint.tls).to.include({ serverName: 'peer0.example.com' });
    expect(String(endpoint.tls?.roots)).to.equal(`${root.trimEnd()}\n`);
    const named = peerToEndpoint({ endpoint: '[::1]:443', tlsRootCertificate: root, hostAlias: 'peer0' });
    expect(named).to.include({ host: '::1', port: 443, address: '[::1]:443' });
    expect(named.tls).to.include({ serverName: 'peer0' });
  });

  it('is trusted by any of several roots, as text or bytes, with or without a byte order mark', () => {
    const { tls } = peerToEndpoint({
      endpoint: 'peer0:1',
      tlsRootCertificate: [`\ufeff${root.trimEnd()}\n\n`, Buffer.from(other)],
    });
    expect(String(tls?.roots)).to.equal(`${root.trimEnd()}\n${other.trimEnd()}\n`);
    const bundle = `# our own\n${root}# a partner's\n${other}`;
    expect(String(peerToEndpoint({ endpoint: 'peer0:1', tlsRootCertificate: bundle }).tls?.roots)).to.equal(
      bundle,
    );
  });

  it('is without TLS on the own machine alone', () => {
    for (const host of [
      'localhost',
      'peer0.LOCALHOST',
      '127.0.0.1',
      '127.9.9.9',
      '[::1]',
      '[::ffff:127.0.0.1]',
    ]) {
      expect(peerToEndpoint({ endpoint: `grpc://${host}:7051` }).tls, host).to.equal(undefined);
    }
    for (const host of [
      ...[
        'example.com',
        'localhost.example.com',
        'notlocalhost',
        '10.0.0.1',
        '128.127.0.1',
        '[::2]',
        '[1::1]',
      ],
      '127.example.com',
    ]) {
      const refused = refusalOf({ endpoint: `grpc://${host}:7051` });
      expect(refused, host).to.deep.equal(['PLAINTEXT_REFUSED', 'endpoint']);
    }
    expect(() => peerToEndpoint({ endpoint: 'grpc://a.b:1' }))
      .to.throw(KonttiError)
      .with.nested.property('details.endpoint', 'grpc://a.b:1');
  });

  it('is refused by the option that is wrong, named where it was given', () => {
    for (const port of [1, 65_535]) {
      expect(refusalOf({ endpoint: `peer0:${port}`, tlsRootCertificate: root })).to.deep.equal(['taken']);
    }
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const wrong: readonly (readonly [PeerOptions, string])[] = [
      [{ endpoint: 'peer0:0', tlsRootCertificate: root }, 'endpoint'],
      [{ endpoint: 'peer0:65536', tlsRootCertificate: root }, 'endpoint'],
      [{ endpoint: 'peer0:1' }, 'tlsRootCertificate'],
      [{ endpoint: 'peer0:1', tlsRootCertificate: 'no PEM' }, 'tlsRootCertificate'],
      [{ endpoint: 'peer0:1', tlsRootCertificate: [root, 'no PEM'] }, 'tlsRootCertificate'],
      [{ endpoint: 'peer0:1', tlsRootCertificate: `${root}${broken}` }, 'tlsRootCertificate'],
      [{ endpoint: 'peer0:1', tlsRootCertificate: `${root}${other.slice(0, 90)}` }, 'tlsRootCertificate'],
      [{ endpoint: 'peer0:1', tlsRootCertificate: new X509Certificate(root).raw }, 'tlsRootCertificate'],
    ];
    for (const [peer, option] of wrong) {
      expect(refusalOf(peer), option).to.deep.equal(['OPTIONS_INVALID', option]);
      expect(refusalOf(peer, 'endpoints[2]')).to.deep.equal(['OPTIONS_INVALID', `endpoints[2].${option}`]);
    }
    expect(refusalOf({ endpoint: 'grpc://a.b:1' }, 'endpoints[0]')[1]).to.equal('endpoints[0].endpoint');
  });
});
