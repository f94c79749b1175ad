import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { writeArchive } from './archive';
import { connectionToAddress, packageChaincode, parseChaincodePackage } from './chaincode-package';

async function codeOf(action: Promise<unknown>): Promise<string | undefined> {
  return action.then(
    () => undefined,
    (error: unknown) => (error instanceof NetworkError ? error.code : String(error)),
  );
}

function archiveOf(files: Record<string, string | Uint8Array>): Promise<Uint8Array> {
  return writeArchive(new Map(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)])));
}

describe('chaincode package', () => {
  it('has the bytes whose id `peer lifecycle chaincode calculatepackageid` of Fabric 3.1.5 computes', async () => {
    const made = await packageChaincode({ label: 'basic_1.0', address: '127.0.0.1:19999' });
    expect(made.bytes.length).to.equal(5143);
    expect(made.packageId).to.equal(
      'basic_1.0:cae110ced0b04cad07253db085a7baf0cb58afd3ba43ca26b60e3cfe7a7d18b3',
    );
  });

  it('is label and SHA-256 of all bytes', async () => {
    const made = await packageChaincode({ label: 'a', address: 'localhost:1' });
    expect(made.packageId).to.equal(`a:${createHash('sha256').update(made.bytes).digest('hex')}`);
  });

  it('differs by address and is equal for equal options', async () => {
    const first = await packageChaincode({ label: 'a', address: 'localhost:1' });
    const again = await packageChaincode({ label: 'a', address: 'localhost:1' });
    const other = await packageChaincode({ label: 'a', address: 'localhost:2' });
    expect(again.packageId).to.equal(first.packageId);
    expect(other.packageId).not.to.equal(first.packageId);
  });

  it('is read back with TLS', async () => {
    const tls = { rootCertPem: 'root', client: { certificatePem: 'cert', privateKeyPem: 'key' } };
    const made = await packageChaincode({
      label: 'a',
      address: '{{.peername}}.cc:9999',
      dialTimeout: '500ms',
      tls,
    });
    const parsed = await parseChaincodePackage(made.bytes);
    expect(parsed).to.deep.equal(made);
    expect(connectionToAddress({ connection: parsed.connection, peerName: 'peer0org1' })).to.deep.equal({
      address: 'peer0org1.cc:9999',
      dialTimeoutMs: 500,
      tls: { rootCertPem: 'root', clientCertPem: 'cert', clientKeyPem: 'key' },
    });
  });

  it('is refused when it is malformed', async () => {
    const code = await archiveOf({ 'connection.json': '{"address":"localhost:1"}' });
    const metadata = '{"type":"ccaas","label":"a"}';
    const cases: Record<string, Promise<Uint8Array>> = {
      empty: Promise.resolve(new Uint8Array()),
      'no gzip': Promise.resolve(Buffer.from('package')),
      'no tar': Promise.resolve(gzipSync('package')),
      'no metadata': archiveOf({ 'code.tar.gz': code }),
      'no code': archiveOf({ 'metadata.json': metadata }),
      'no JSON': archiveOf({ 'metadata.json': '{', 'code.tar.gz': code }),
      'JSON that is no object': archiveOf({ 'metadata.json': 'null', 'code.tar.gz': code }),
      'a label with a slash': archiveOf({
        'metadata.json': '{"type":"ccaas","label":"a/b"}',
        'code.tar.gz': code,
      }),
      'a type that must be built': archiveOf({
        'metadata.json': '{"type":"node","label":"a"}',
        'code.tar.gz': code,
      }),
      'code without connection': archiveOf({
        'metadata.json': metadata,
        'code.tar.gz': await archiveOf({ a: '' }),
      }),
    };
    for (const [name, bytes] of Object.entries(cases)) {
      expect(await codeOf(parseChaincodePackage(await bytes)), name).to.equal('PACKAGE_INVALID');
    }
  });

  it('is refused when little bytes unpack to many', async () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    expect(await codeOf(parseChaincodePackage(bomb))).to.equal('PACKAGE_INVALID');
  });

  it('cannot be made with a label that peers refuse', async () => {
    expect(await codeOf(packageChaincode({ label: '', address: 'localhost:1' }))).to.equal('PACKAGE_INVALID');
    expect(await codeOf(packageChaincode({ label: '.a', address: 'localhost:1' }))).to.equal(
      'PACKAGE_INVALID',
    );
  });
});
