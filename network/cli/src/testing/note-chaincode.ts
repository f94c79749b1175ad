import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const contract = `
const { Contract } = require('fabric-contract-api');
class Note extends Contract {
  async Put(ctx, key, value) { await ctx.stub.putState(key, Buffer.from(value)); return 'VERSION'; }
  async Get(ctx, key) { return Buffer.from(await ctx.stub.getState(key)).toString(); }
}
exports.contracts = [Note];
`;

/** Writes a chaincode into a new folder below this package, so that its dependency on the shim is found. `Put` answers its version. */
export async function writeNoteChaincode(version: string): Promise<string> {
  const path = await mkdtemp(join(__dirname, 'chaincode-'));
  await writeFile(join(path, 'package.json'), JSON.stringify({ name: 'note', main: 'index.js' }));
  await writeFile(join(path, 'index.js'), contract.replace('VERSION', version));
  return path;
}
