import { createPrivateKey, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CrlGenerator,
} from '@peculiar/x509';
import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { type TestCompany, createTestCompany } from '../testing/test-company';
import { derToLowScalars, scalarsToDer } from '../signatures/ecdsa-signature';
import { createMspManager } from './msp-manager';

const { Classification } = msp.MSPPrincipal;
const { MSPRoleType } = msp.MSPRole;

const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** The other signature that verifies, which Fabric does not take. */
function toHighS(signature: Uint8Array): Uint8Array {
  const scalars = derToLowScalars(signature) ?? Buffer.alloc(64);
  const s = (order - BigInt(`0x${scalars.toString('hex', 32)}`)).toString(16).padStart(64, '0');
  return scalarsToDer(Buffer.concat([scalars.subarray(0, 32), Buffer.from(s, 'hex')]));
}

function principal(classification: number, bytes: Uint8Array): msp.MSPPrincipal {
  const message = new msp.MSPPrincipal();
  message.setPrincipalClassification(classification as 0);
  message.setPrincipal(bytes);
  return message;
}

function rolePrincipal(mspId: string, role: number): msp.MSPPrincipal {
  const message = new msp.MSPRole();
  message.setMspIdentifier(mspId);
  message.setRole(role as 0);
  return principal(Classification.ROLE, message.serializeBinary());
}

function withMspId(serialized: Uint8Array, mspId: string): Uint8Array {
  const message = msp.SerializedIdentity.deserializeBinary(serialized);
  message.setMspid(mspId);
  return message.serializeBinary();
}

describe('the MSP manager', () => {
  let org1: TestCompany;
  let org2: TestCompany;

  before(async () => {
    org1 = await createTestCompany('Org1MSP');
    org2 = await createTestCompany('Org2MSP');
  });

  const createManager = () =>
    createMspManager({ configs: [org1, org2].map(({ authority }) => authority.mspConfig) });

  it('reads company and role from an identity', () => {
    const identity = createManager().deserialize(org1.peer.serialized);
    expect(identity).to.include({ mspId: 'Org1MSP', role: 'peer' });
    expect(identity.notAfterMs).to.be.greaterThan(Date.UTC(2030, 0, 1));
  });

  it('refuses bytes that are no identity, and companies that it does not know', () => {
    const manager = createManager();
    for (const bytes of [Buffer.of(0xff), new Uint8Array(), withMspId(org1.peer.serialized, 'Org9MSP')]) {
      expect(() => manager.deserialize(bytes))
        .to.throw()
        .with.property('code', 'IDENTITY_UNKNOWN');
    }
  });

  it('knows no identity that its company did not issue', () => {
    const manager = createManager();
    const stranger = withMspId(org1.peer.serialized, 'Org2MSP');
    expect(() => manager.deserialize(stranger))
      .to.throw()
      .with.property('code', 'IDENTITY_UNKNOWN');
    const written = { ...manager.deserialize(org1.peer.serialized), serialized: stranger };
    expect(
      manager.satisfies({ identity: written, principal: rolePrincipal('Org2MSP', MSPRoleType.MEMBER) }),
    ).to.equal(false);
    manager.validate(manager.deserialize(org2.peer.serialized));
  });

  it('takes no authority as an identity', () => {
    const manager = createManager();
    const identity = new msp.SerializedIdentity();
    identity.setMspid('Org1MSP');
    identity.setIdBytes(Buffer.from(org1.authority.ca.certificatePem));
    const authority = manager.deserialize(identity.serializeBinary());
    expect(() => manager.validate(authority))
      .to.throw()
      .with.property('code', 'IDENTITY_INVALID');
  });

  it('knows which principals an identity satisfies', () => {
    const manager = createManager();
    const { MEMBER, ADMIN, CLIENT, PEER, ORDERER } = MSPRoleType;
    const roles = [MEMBER, ADMIN, CLIENT, PEER, ORDERER];
    const held = (serialized: Uint8Array, mspId = 'Org1MSP') =>
      roles.filter((role) =>
        manager.satisfies({
          identity: manager.deserialize(serialized),
          principal: rolePrincipal(mspId, role),
        }),
      );
    expect(held(org1.peer.serialized)).to.deep.equal([MSPRoleType.MEMBER, MSPRoleType.PEER]);
    expect(held(org1.client.serialized)).to.deep.equal([MSPRoleType.MEMBER, MSPRoleType.CLIENT]);
    expect(held(org1.admin.serialized)).to.deep.equal([MSPRoleType.MEMBER, MSPRoleType.ADMIN]);
    expect(held(org1.admin.serialized, 'Org2MSP')).to.deep.equal([]);
  });

  it('compares identities and malformed principals by their bytes', () => {
    const manager = createManager();
    const identity = manager.deserialize(org1.peer.serialized);
    const satisfies = (classification: number, bytes: Uint8Array) =>
      manager.satisfies({ identity, principal: principal(classification, bytes) });
    expect(satisfies(Classification.IDENTITY, org1.peer.serialized)).to.equal(true);
    expect(satisfies(Classification.IDENTITY, org1.client.serialized)).to.equal(false);
    expect(satisfies(Classification.IDENTITY, Buffer.of(0xff))).to.equal(false);
    expect(satisfies(Classification.ROLE, Buffer.of(0xff))).to.equal(false);
    expect(satisfies(Classification.COMBINED, new Uint8Array())).to.equal(false);
    expect(satisfies(99, new Uint8Array())).to.equal(false);
  });

  it('takes a named admin for an admin whatever its unit says', () => {
    const adminPem = createManager().deserialize(org1.client.serialized).certificatePem;
    const manager = createMspManager({ configs: [{ ...org1.authority.mspConfig, admins: [adminPem] }] });
    const identity = manager.deserialize(org1.client.serialized);
    expect(manager.satisfies({ identity, principal: rolePrincipal('Org1MSP', MSPRoleType.ADMIN) })).to.equal(
      true,
    );
  });

  it('honours revocation lists of the issuing authority alone', async () => {
    const manager = createManager();
    const revoked = new X509Certificate(manager.deserialize(org1.peer.serialized).certificatePem);
    const listOf = async (company: TestCompany) => {
      const ca = new X509Certificate(company.authority.ca.certificatePem);
      const subjectKeyId = ca.getExtension(SubjectKeyIdentifierExtension)?.keyId;
      const signingKey = await webcrypto.subtle.importKey(
        'pkcs8',
        createPrivateKey(company.authority.ca.privateKeyPem).export({ type: 'pkcs8', format: 'der' }),
        { name: 'ECDSA', namedCurve: 'P-256' },
        false,
        ['sign'],
      );
      const list = await X509CrlGenerator.create({
        issuer: ca.subject,
        entries: [{ serialNumber: revoked.serialNumber }],
        extensions: [new AuthorityKeyIdentifierExtension(subjectKeyId ?? '')],
        signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
        signingKey,
      });
      return list.toString('pem');
    };
    const withList = async (company: TestCompany) =>
      createMspManager({
        configs: [{ ...org1.authority.mspConfig, revocationLists: [await listOf(company)] }],
      });
    const refusing = await withList(org1);
    expect(() => refusing.validate(refusing.deserialize(org1.peer.serialized)))
      .to.throw()
      .with.property('code', 'IDENTITY_INVALID');
    refusing.validate(refusing.deserialize(org1.client.serialized));
    const other = await withList(org2);
    other.validate(other.deserialize(org1.peer.serialized));
  });

  it('verifies low-S signatures by the identity and no others', () => {
    const identity = createManager().deserialize(org1.peer.serialized);
    const message = Buffer.from('message');
    const signature = org1.peer.sign(message);
    expect(identity.verify({ message, signature })).to.equal(true);
    expect(identity.verify({ message: Buffer.from('other'), signature })).to.equal(false);
    expect(identity.verify({ message, signature: org1.client.sign(message) })).to.equal(false);
    expect(identity.verify({ message, signature: toHighS(signature) })).to.equal(false);
    expect(identity.verify({ message, signature: Buffer.of(1, 2, 3) })).to.equal(false);
    expect(identity.verify({ message, signature: new Uint8Array() })).to.equal(false);
  });
});
