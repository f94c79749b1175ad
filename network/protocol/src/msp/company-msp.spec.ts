import 'reflect-metadata';
import { generateKeyPairSync, randomBytes, webcrypto, type KeyObject } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type JsonName,
} from '@peculiar/x509';
import { msp } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createSigner, serializeIdentity } from '../signatures/signer';
import { createMspManager } from './msp-manager';
import type { Identity, MspConfig, MspManager } from './types';

const { MSPRoleType } = msp.MSPRole;
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const;

interface Made {
  readonly commonName: string;
  readonly pem: string;
  readonly name: JsonName;
  readonly key: KeyObject;
}

const toKeyId = (name: string): string => Buffer.from(name).toString('hex');

/** A certificate with these units, of an authority or self-signed. */
async function make(
  name: string,
  options: {
    units?: readonly string[];
    issuer?: Made;
    isAuthority?: boolean;
    curve?: string;
    more?: readonly Extension[];
    hash?: string;
  } = {},
): Promise<Made> {
  const { units = [], issuer, isAuthority = false, curve = 'P-256', more = [], hash = 'SHA-256' } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const subject: JsonName = [...units.map((unit) => ({ OU: [unit] })), { CN: [name] }];
  const signer = (issuer?.key ?? privateKey).export({ type: 'pkcs8', format: 'der' });
  const extensions: Extension[] = [
    new BasicConstraintsExtension(isAuthority, undefined, true),
    new SubjectKeyIdentifierExtension(toKeyId(name)),
    new AuthorityKeyIdentifierExtension(toKeyId(issuer?.commonName ?? name)),
    ...more,
  ];
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomBytes(8).toString('hex'),
    ...{ subject, issuer: issuer?.name ?? subject, extensions },
    notBefore: new Date(Date.UTC(2026, 0, 1)),
    notAfter: new Date(Date.UTC(2036, 0, 1)),
    publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    signingKey: await webcrypto.subtle.importKey('pkcs8', signer, ecdsa, true, ['sign']),
    signingAlgorithm: { name: 'ECDSA', hash },
  });
  return { commonName: name, pem: certificate.toString('pem'), name: subject, key: privateKey };
}

function rolePrincipal(role: number): msp.MSPPrincipal {
  const message = new msp.MSPRole();
  message.setMspIdentifier('Org1MSP');
  message.setRole(role as 0);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(message.serializeBinary());
  return principal;
}

describe('the MSP of a company', () => {
  let root: Made;
  let shipping: Made;
  let finance: Made;

  before(async () => {
    root = await make('root', { isAuthority: true });
    shipping = await make('shipping', { isAuthority: true, issuer: root });
    finance = await make('finance', { isAuthority: true, issuer: root });
  });

  const managerOf = (more: Partial<MspConfig>): MspManager =>
    createMspManager({
      configs: [
        {
          mspId: 'Org1MSP',
          rootCerts: [root.pem],
          intermediateCerts: [shipping.pem, finance.pem],
          tlsRootCerts: [],
          ...more,
        },
      ],
    });

  function open(manager: MspManager, { pem }: Made): Identity {
    const identity = new msp.SerializedIdentity();
    identity.setMspid('Org1MSP');
    identity.setIdBytes(Buffer.from(pem));
    return manager.deserialize(identity.serializeBinary());
  }

  async function isValid(
    config: Partial<MspConfig>,
    units: readonly string[],
    issuer: Made,
  ): Promise<boolean> {
    const manager = managerOf(config);
    const identity = open(manager, await make('member', { units, issuer }));
    try {
      manager.validate(identity);
      return true;
    } catch (error) {
      expect(error).to.have.property('code', 'IDENTITY_INVALID');
      return false;
    }
  }

  it('admits only members with a unit that it demands, of the authority that must have issued it', async () => {
    const organizationalUnitIdentifiers = [{ unit: 'freight', certificatePem: shipping.pem }];
    const config = { organizationalUnitIdentifiers };
    expect(await isValid(config, ['client', 'freight'], shipping)).to.equal(true);
    expect(await isValid(config, ['client'], shipping)).to.equal(false);
    expect(await isValid(config, ['client', 'freight'], finance)).to.equal(false);
    expect(await isValid({ ...config, nodeOus: false }, ['freight'], shipping)).to.equal(true);
    expect(await isValid({ ...config, nodeOus: false }, [], shipping)).to.equal(false);
  });

  it('takes a role only from the authority that must have issued it', async () => {
    const nodeOus = { client: { unit: 'client', certificatePem: shipping.pem }, peer: { unit: 'peer' } };
    expect(await isValid({ nodeOus }, ['client'], shipping)).to.equal(true);
    expect(await isValid({ nodeOus }, ['client'], finance)).to.equal(false);
    expect(await isValid({ nodeOus }, ['peer'], finance)).to.equal(true);
    expect(await isValid({ nodeOus }, ['admin'], finance), 'a unit that says no role').to.equal(false);
  });

  it('reads roles from the units that the company named', async () => {
    const manager = managerOf({ nodeOus: { admin: { unit: 'boss' }, client: { unit: 'app' } } });
    const boss = open(manager, await make('b', { units: ['boss'], issuer: shipping }));
    const app = open(manager, await make('a', { units: ['app', 'admin'], issuer: shipping }));
    expect([boss.role, app.role]).to.deep.equal(['admin', 'client']);
    const isAdmin = (identity: Identity): boolean =>
      manager.satisfies({ identity, principal: rolePrincipal(MSPRoleType.ADMIN) });
    expect([isAdmin(boss), isAdmin(app)]).to.deep.equal([true, false]);
  });

  it('makes everybody an admin where the unit of admins is that of clients', async () => {
    const manager = managerOf({ nodeOus: { admin: { unit: 'client' }, client: { unit: 'client' } } });
    const identity = open(manager, await make('c', { units: ['client'], issuer: shipping }));
    // Fabric counts the unit once, and asks for it by name.
    expect(manager.satisfies({ identity, principal: rolePrincipal(MSPRoleType.ADMIN) })).to.equal(true);
  });

  it('knows no roles without units, and all its members still', async () => {
    const manager = managerOf({ nodeOus: false });
    const identity = open(manager, await make('m', { units: ['admin'], issuer: shipping }));
    const satisfied = [MSPRoleType.MEMBER, MSPRoleType.ADMIN, MSPRoleType.CLIENT].map((role) =>
      manager.satisfies({ identity, principal: rolePrincipal(role) }),
    );
    expect(satisfied).to.deep.equal([true, false, false]);
  });

  it('takes no member of an authority that has others below it', async () => {
    expect(await isValid({}, ['client'], root)).to.equal(false);
    expect(await isValid({ intermediateCerts: [] }, ['client'], root)).to.equal(true);
  });

  it('takes members with keys of P-384, and what they sign', async () => {
    const manager = managerOf({});
    const made = await make('m', { units: ['admin'], issuer: shipping, curve: 'P-384' });
    const identity = open(manager, made);
    manager.validate(identity);
    const privateKeyPem = made.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const signer = createSigner({ mspId: 'Org1MSP', certificatePem: made.pem, privateKeyPem });
    const message = Buffer.from('message');
    expect(identity.verify({ message, signature: signer.sign(message) })).to.equal(true);
  });

  it("takes no certificate that Go's rules refuse, though OpenSSL's do not", async () => {
    const unknown = new Extension('1.2.3.4', true, Uint8Array.of(5, 0));
    const noted = new Extension('1.2.3.4', false, Uint8Array.of(5, 0));
    const constraints = new Extension('2.5.29.30', true, Buffer.from('3009a0073005820378797a', 'hex'));
    const usage = (oid: string): Extension => new ExtendedKeyUsageExtension([oid], false);
    const judged = async (options: Parameters<typeof make>[1], issuer = root): Promise<string> => {
      const member = await make('member', { units: ['client'], issuer, ...options });
      const manager = managerOf({ rootCerts: [issuer.pem], intermediateCerts: [] });
      const identity = manager.deserialize(
        serializeIdentity({ mspId: 'Org1MSP', certificatePem: member.pem }),
      );
      try {
        manager.validate(identity);
        return 'taken';
      } catch (error) {
        return String((error as Error).message).replace('The certificate is not valid under Org1MSP: ', '');
      }
    };
    expect(await judged({})).to.equal('taken');
    expect(await judged({ more: [noted] })).to.equal('taken');
    expect(await judged({ more: [usage('1.3.6.1.5.5.7.3.1')] })).to.equal('taken');
    expect(await judged({ more: [usage('2.5.29.37.0')] })).to.equal('taken');
    expect(await judged({ more: [unknown] })).to.include('critical extension 1.2.3.4');
    expect(await judged({ more: [usage('1.3.6.1.5.5.7.3.2')] })).to.include('extended key usage');
    expect(await judged({ hash: 'SHA-1' })).to.include('signed with SHA-1');
    const constrained = await make('constrained', { isAuthority: true, more: [constraints] });
    expect(await judged({}, constrained)).to.include('constrains names');
    const odd = await make('odd', { isAuthority: true, more: [unknown] });
    expect(() => managerOf({ rootCerts: [odd.pem], intermediateCerts: [] })).to.throw(
      'critical extension 1.2.3.4',
    );
  });

  it('refuses an admin whom another authority issued, or who has no unit of admins or clients', async () => {
    const other = await make('other', { isAuthority: true });
    const adminOf = async (issuer: Made, ...units: string[]): Promise<string> =>
      (await make('admin', { issuer, units })).pem;
    expect(() => managerOf({ admins: [] })).not.to.throw();
    for (const unit of ['admin', 'client']) {
      const own = await adminOf(root, unit);
      expect(() => managerOf({ admins: [own] })).not.to.throw();
    }
    const wrong: readonly (readonly [string, string])[] = [
      [await adminOf(other, 'admin'), 'not issued by an authority'],
      [await adminOf(root, 'peer'), 'no unit of admins or clients'],
    ];
    for (const [pem, why] of wrong) expect(() => managerOf({ admins: [pem] })).to.throw(why);
    const plain = await adminOf(root);
    expect(() => managerOf({ intermediateCerts: [], nodeOus: false, admins: [plain] })).not.to.throw();
  });

  it('refuses a unit of an authority that is none of the company', async () => {
    const stranger = await make('stranger', { isAuthority: true });
    const nodeOus = { client: { unit: 'client', certificatePem: stranger.pem } };
    expect(() => managerOf({ nodeOus })).to.throw('no authority of the company');
  });
});
