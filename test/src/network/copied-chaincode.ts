import { appendFile, cp, mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A copy of Kontti's chaincode as its package has it; below this folder it finds its libraries. */
export async function copyChaincode(): Promise<string> {
  const source = dirname(require.resolve('@kontti/chaincode/package.json'));
  const path = await mkdtemp(join(__dirname, 'chaincode-'));
  await cp(join(source, 'package.json'), join(path, 'package.json'));
  const isRun = (file: string): boolean => !/\.(spec\.js|d\.ts|map)$/.test(file);
  await cp(join(source, 'dist'), join(path, 'dist'), { recursive: true, filter: isRun });
  return path;
}

/** Changes a byte of what runs, as a company does that builds its own package. */
export async function changeCode(path: string): Promise<void> {
  await appendFile(join(path, 'dist', 'shipment', 'deliver.js'), '\n// changed\n');
}
