import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { DeviceKeyRecord } from '@kontti/model';
import { expect } from 'chai';
import type { Dated } from '../times';
import { createDevice } from './device';
import { deviceToDid, type DidDocument } from './did-document';

const scope = { channel: 'mychannel', chaincode: 'kontti' };
const place = { host: 'devices.example.com' };
const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));

/** The example of RFC 8037, appendix A.2, and its thumbprint of appendix A.3. */
const RFC_8037 = {
  publicKey: 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  thumbprint: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
};

const keyOf = (publicKey: string, change: Partial<Dated<DeviceKeyRecord>>): Dated<DeviceKeyRecord> => ({
  ...{ publicKey, keyType: 'Ed25519', status: 'active', firstSequence: 0, since: at(1), fact: 'device/A/d' },
  ...change,
});
const deviceOf = (...keys: Dated<DeviceKeyRecord>[]) => ({
  ...{ deviceId: 'Org1MSP/D~1', status: 'active' as const },
  keys,
});

/** What DID Core 1.0 demands of a document and of what is in it (sections 4, 5.1, 5.2, 5.3 and 7.1). */
function checkDocument(document: DidDocument): void {
  const did = /^did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-F]{2})+$/;
  expect(document['@context'][0]).to.equal('https://www.w3.org/ns/did/v1');
  expect(document.id).to.match(did);
  const ids = document.verificationMethod.map(({ id }) => id);
  expect(new Set(ids).size).to.equal(ids.length);
  for (const { id, type, controller, publicKeyJwk, revoked } of document.verificationMethod) {
    expect(id.split('#')[0]).to.equal(document.id);
    expect(type).to.equal('JsonWebKey');
    expect(controller).to.match(did);
    expect(publicKeyJwk).to.not.have.property('d');
    if (revoked !== undefined) expect(new Date(revoked).toISOString()).to.equal(revoked);
  }
  for (const name of ['assertionMethod', 'authentication'] as const) {
    expect(ids).to.include.members([...document[name]]);
  }
}

describe('the DID document of a device', () => {
  it('has every key as a JSON Web Key, and signs with the present one', () => {
    const next = createDevice({ ...scope, deviceId: 'Org1MSP/D~1' });
    const replaced = keyOf(RFC_8037.publicKey, { status: 'replaced' });
    const device = deviceOf(replaced, keyOf(next.publicKey, { since: at(5) }));
    const { document, url } = deviceToDid(device, place);
    checkDocument(document);
    expect(document.id).to.equal('did:web:devices.example.com:Org1MSP:D%7E1');
    expect(url).to.equal('https://devices.example.com/Org1MSP/D~1/did.json');
    const [first, second] = document.verificationMethod;
    expect(first).to.deep.include({
      id: `${document.id}#${RFC_8037.thumbprint}`,
      publicKeyJwk: { kty: 'OKP', crv: 'Ed25519', x: RFC_8037.x },
      revoked: at(5).toISOString(),
    });
    expect(second).to.not.have.property('revoked');
    expect(document.assertionMethod).to.deep.equal([second?.id]);
    const key = createPublicKey({ key: { ...second?.publicKeyJwk }, format: 'jwk' });
    expect(key.export({ format: 'der', type: 'spki' }).toString('base64')).to.equal(next.publicKey);
  });

  it('has keys of P-256 with both coordinates, named by their thumbprint', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const { document } = deviceToDid(deviceOf(keyOf(spki, { keyType: 'P-256' })), place);
    checkDocument(document);
    const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
    const [method] = document.verificationMethod;
    expect(method?.publicKeyJwk).to.deep.equal({ kty, crv, x, y });
    const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
    expect(method?.id).to.equal(`${document.id}#${thumbprint}`);
  });

  it('says until when each key before the present one signed', () => {
    const keys = [1, 2, 3].map((day) => {
      const { publicKey } = createDevice({ ...scope, deviceId: 'Org1MSP/D~1' });
      return keyOf(publicKey, { status: day < 3 ? 'replaced' : 'active', since: at(day) });
    });
    const { document } = deviceToDid({ ...deviceOf(...keys), revokedAt: at(9) }, place);
    const methods = document.verificationMethod;
    expect(methods.map(({ revoked }) => revoked)).to.deep.equal([
      ...[at(2).toISOString(), at(3).toISOString(), undefined],
    ]);
    expect(document.assertionMethod).to.deep.equal([methods[2]?.id]);
    const lost = deviceToDid(deviceOf(...keys.slice(0, 1)), place).document.verificationMethod;
    expect(lost[0], 'since when is not known').not.to.have.property('revoked');
  });

  it('lets a revoked device sign nothing', () => {
    const device = { ...deviceOf(keyOf(RFC_8037.publicKey, { status: 'revoked' })), revokedAt: at(9) };
    const { document } = deviceToDid({ ...device, status: 'revoked' }, place);
    checkDocument(document);
    expect(document.verificationMethod.map(({ revoked }) => revoked)).to.deep.equal([at(9).toISOString()]);
    expect([...document.assertionMethod, ...document.authentication]).to.deep.equal([]);
  });

  it('is where did:web looks for it, with ports, paths and none', () => {
    const device = deviceOf(keyOf(RFC_8037.publicKey, {}));
    const shown = (where: object) => {
      const { document, url } = deviceToDid(device, { ...place, ...where });
      checkDocument(document);
      return [document.id, url];
    };
    expect(shown({ path: [] })).to.deep.equal([
      ...['did:web:devices.example.com', 'https://devices.example.com/.well-known/did.json'],
    ]);
    expect(shown({ path: ['v1..2', '..well', 'known..'] })[1]).to.equal(
      'https://devices.example.com/v1..2/..well/known../did.json',
    );
    expect(shown({ port: 8443, path: ['meters', '7'] })).to.deep.equal([
      ...[
        'did:web:devices.example.com%3A8443:meters:7',
        'https://devices.example.com:8443/meters/7/did.json',
      ],
    ]);
  });

  it('is not made for places that are none', () => {
    const device = deviceOf(keyOf(RFC_8037.publicKey, {}));
    for (const [where, option] of [
      [{ host: '10.0.0.1' }, 'place.host'],
      [{ host: 'a/b' }, 'place.host'],
      [{ port: 0 }, 'place.port'],
      [{ path: ['..'] }, 'place.path'],
      [{ path: ['a:b'] }, 'place.path[0]'],
    ] as const) {
      expect(() => deviceToDid(device, { ...place, ...where }), option).to.throw(option);
    }
  });
});
