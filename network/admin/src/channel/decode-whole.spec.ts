import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changesOf, typesOf, unsetOf, type Message } from '../testing/change-fields';
import { createPlaces, inValue, updateOf } from '../testing/config-places';
import { decodeChannelFile } from './decode-file';
import { judgeUpdate } from './judge-update';

/** Of nobody: its key was thrown away. */
const certificatePem = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBjjCCATOgAwIBAgIUbk0i4FUIOVRGVC4j9R5P+gQap0EwCgYIKoZIzj0EAwIw',
  'HDENMAsGA1UECgwEb3JnMTELMAkGA1UEAwwCY2EwHhcNMjYxMTI5MTIyMzU2WhcN',
  'MzYxMTI2MTIyMzU2WjAcMQ0wCwYDVQQKDARvcmcxMQswCQYDVQQDDAJjYTBZMBMG',
  'ByqGSM49AgEGCCqGSM49AwEHA0IABEgV9CEnZQskz215nxMfp9Aj/YnB9nd7Qwgn',
  'HdT6izAK4aJFt4vyL8AGSqe9PA8w/+AHeS4NSgcPEdCHEnsXnVqjUzBRMB0GA1Ud',
  'DgQWBBSiSq5OcbCdqYaYX5MxIYhB8wlDkTAfBgNVHSMEGDAWgBSiSq5OcbCdqYaY',
  'X5MxIYhB8wlDkTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDQ',
  'hlerfvree0B8+J2jh+LC0/OdNILLNY8wGVifVADnDQIhAKpKSRSj72TUcQkLjhTb',
  'iHp0sqzQuDCOH1tlTMp7qkpD',
  '-----END CERTIFICATE-----',
  '',
].join('\n');

/** Where Fabric defines what a configuration is made of. */
const definitionFiles = [
  ...['common/configtx', 'common/configuration', 'common/policies'],
  ...['msp/msp_config', 'msp/msp_principal', 'msp/identities', 'peer/configuration'],
  ...['orderer/configuration', 'orderer/etcdraft/configuration', 'orderer/smartbft/configuration'],
];

/** Messages of these files that are no part of what an update's signature covers, or are looked at otherwise. */
const elsewhere: Readonly<Record<string, string>> = {
  Config: 'around a whole configuration',
  ConfigEnvelope: 'around a whole configuration',
  ConfigUpdateEnvelope: 'around what is signed',
  ConfigSignature: 'around what is signed',
  Capabilities: 'a map, below',
  Capability: 'has no fields',
  ApplicationPolicy: 'of definitions of chaincode',
  ACLs: 'a map, below',
  APIResource: 'in that map',
  IdemixMSPConfig: 'shown as its bytes',
  IdemixMSPSignerConfig: 'shown as its bytes',
  SerializedIdemixIdentity: 'shown as its bytes',
  KafkaBrokers: 'shown as its bytes',
};

/** The messages that a file of Fabric's defines, by name. */
function messagesOf(file: string): readonly (readonly [name: string, type: unknown])[] {
  const root = dirname(require.resolve('@hyperledger/fabric-protos/package.json'));
  const declared = readFileSync(join(root, 'lib', `${file}_pb.d.ts`), 'utf8');
  const types = require(join(root, 'lib', `${file}_pb.js`)) as Readonly<Record<string, unknown>>;
  return [...declared.matchAll(/^export class (\w+) extends jspb\.Message/gm)].map(([, name = '']) => [
    name,
    types[name],
  ]);
}

const shown = (update: common.ConfigUpdate): string =>
  JSON.stringify(decodeChannelFile(update.serializeBinary(), 'update').json);

describe('what a signer is shown of an update', () => {
  for (const { name, make, wrap } of createPlaces(Buffer.from(certificatePem))) {
    it(`differs when any field of ${name} does`, () => {
      const message = make();
      const changes = changesOf(message, (root) => root, name);
      expect(changes.length).to.be.greaterThan(0);
      const before = shown(wrap(message));
      expect(before).not.to.include('malformed');
      for (const [path, apply] of changes) {
        const changed = make();
        apply(changed);
        expect(
          Buffer.compare(changed.serializeBinary(), message.serializeBinary()),
          `${path} is changed`,
        ).not.to.equal(0);
        // Without a write set it is no update any more.
        if (path === 'ConfigUpdate.WriteSet' || path === 'ConfigUpdate.ReadSet') continue;
        expect(shown(wrap(changed)), path).not.to.equal(before);
      }
    });

    it(`says that it is not whole when ${name} holds a field that is not known`, () => {
      const message = make();
      const unknownField = Buffer.from([0xba, 0x3e, 0x01, 0x78]);
      const more = { serializeBinary: () => Buffer.concat([message.serializeBinary(), unknownField]) };
      if (/^Config(Update|Group|Value|Policy)$/.test(name)) {
        const update = Buffer.concat([wrap(message).serializeBinary(), unknownField]);
        expect(JSON.stringify(decodeChannelFile(update, 'update').json)).to.include('NOT WHOLE');
        return;
      }
      const text = shown(wrap(more as unknown as Message));
      expect(text, name).not.to.equal(shown(wrap(message)));
      expect(text, name).to.match(/NOT WHOLE|not understood|malformed/);
    });
  }

  it('knows every message of which Fabric makes a configuration', () => {
    const looked = new Set(createPlaces(Buffer.from(certificatePem)).flatMap(({ make }) => typesOf(make())));
    for (const file of definitionFiles) {
      const messages = messagesOf(file);
      expect(messages, file).not.to.deep.equal([]);
      const missing = messages.filter(([name, type]) => !looked.has(type) && !(name in elsewhere));
      expect(
        missing.map(([name]) => name),
        file,
      ).to.deep.equal([]);
    }
  });

  it('is looked at with every field set', () => {
    const unset = createPlaces(Buffer.from(certificatePem)).flatMap(({ name, make }) =>
      unsetOf(make(), name),
    );
    // A rule is either a signature or a gate of others, and both are there.
    expect(unset).to.deep.equal(['SignaturePolicyEnvelope.Rule.NOutOf.RulesList.NOutOf']);
  });

  it('shows maps entry by entry, and data that belongs to no configuration', () => {
    const capabilities = (...names: string[]): common.ConfigUpdate => {
      const message = new common.Capabilities();
      for (const each of names) message.getCapabilitiesMap().set(each, new common.Capability());
      return inValue('Capabilities')(message as unknown as Message);
    };
    expect(shown(capabilities('V2_0'))).not.to.equal(shown(capabilities('V2_0', 'V3_0')));
    const acls = (policy: string): common.ConfigUpdate => {
      const message = new peer.ACLs();
      const resource = new peer.APIResource();
      resource.setPolicyRef(policy);
      message.getAclsMap().set('qscc/GetBlockByNumber', resource);
      return inValue('ACLs')(message as unknown as Message);
    };
    expect(shown(acls('/Channel/Readers'))).not.to.equal(shown(acls('/Channel/Writers')));
    const isolated = updateOf((group) => group.setModPolicy('Admins'));
    const plain = shown(isolated);
    isolated.getIsolatedDataMap().set('data', Buffer.from('x').toString('base64'));
    expect(shown(isolated)).not.to.equal(plain);
  });

  it('is not whole either where only the judgement is shown', () => {
    const channel = new common.ConfigGroup();
    const update = updateOf((group) => {
      group.setVersion(1);
    });
    const updateBytes = update.serializeBinary();
    const judge = (signed: Uint8Array): boolean =>
      judgeUpdate({ channel, update, updateBytes: signed, signatures: [] }).isWhole;
    expect(judge(updateBytes)).to.equal(true);
    expect(judge(Buffer.concat([updateBytes, Buffer.from([0xba, 0x3e, 0x01, 0x78])]))).to.equal(false);
  });
});
