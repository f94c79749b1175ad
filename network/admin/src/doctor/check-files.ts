import type { CompanyFolders } from '../access/company-access';
import { checkCertificates } from './check-certificates';
import { checkChain } from './check-chain';
import { checkFolder } from './check-folder';
import { checkKey } from './check-key';
import { checkNodeOus } from './check-node-ous';
import { checkTlsFolder } from './check-tls-folder';
import { listMspFolders, listTlsFolders } from './company-folders';
import type { Finding } from './finding';
import { readMspFiles } from './msp-files';

/** Everything that a company's folders show without a network. */
export async function checkFiles(folders: CompanyFolders, nowMs: number): Promise<readonly Finding[]> {
  const mspFolders = await listMspFolders(folders);
  const read = await Promise.all(
    mspFolders.map(async (folder) => ({ folder, msp: await readMspFiles(folder.directory) })),
  );
  const [first] = read;
  if (first === undefined) return [];
  // A tree names the company first; without one the identity's own folder is all that is known.
  const company = first.msp;
  const findings = read.flatMap(({ folder, msp }) => [
    ...checkFolder(folder, msp),
    ...checkCertificates(folder, { msp, nowMs }),
    ...checkChain(folder, { msp, company }),
    ...checkKey(folder, msp),
    ...checkNodeOus(folder, { msp, company }),
  ]);
  const tls = await listTlsFolders(folders);
  const ofNodes = await Promise.all(tls.map((folder) => checkTlsFolder(folder, { company, nowMs })));
  return [...findings, ...ofNodes.flat()];
}
