import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import { createCompanyAuthority, writeOrganizations } from '@kontti/fabric-protocol/certificates';
import { expect } from 'chai';
import { openFolderAuthority } from './authority-folder';

describe('openFolderAuthority', () => {
  const domain = 'org1.example.com';
  let root: string;
  let directory: string;
  let caPem: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kontti-authority-'));
    directory = join(root, 'peerOrganizations', domain);
    const authority = await createCompanyAuthority({
      ...{ mspId: 'Org1MSP', domain, clock: systemClock, randomBytes },
    });
    caPem = authority.ca.certificatePem;
    await writeOrganizations({ directory: root, peerOrganizations: [{ authority, nodes: [] }] });
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  it("issues identities of the company's own authority, whatever cryptogen calls the key", async () => {
    await rename(join(directory, 'ca', 'priv_sk'), join(directory, 'ca', '1f2e_sk'));
    const authority = await openFolderAuthority({ directory, domain, mspId: 'Org1MSP' });
    const { certificatePem } = await authority.issueIdentity({ commonName: 'clerk', role: 'client' });
    const isIssued = new X509Certificate(certificatePem).checkIssued(new X509Certificate(caPem));
    expect(isIssued).to.equal(true);
  });

  it('says when the keys are kept elsewhere', async () => {
    await rm(join(directory, 'ca', 'priv_sk'));
    const failure: unknown = await openFolderAuthority({ directory, domain, mspId: 'Org1MSP' }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(NetworkError).with.property('code', 'ORGANIZATION_INVALID');
  });
});
