import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { findMainFile } from './main-file';

const commandName = 'fabric-chaincode-node';

function refuse(path: string, remedy: string, cause?: unknown): NetworkError {
  const message = `The chaincode in ${path} cannot be started: ${remedy}.`;
  return new NetworkError({ code: 'CHAINCODE_START_FAILED', message, details: { path }, cause });
}

async function checkFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw refuse(path, 'there is no such folder');
  if (!found.isDirectory()) throw refuse(path, 'it is no folder');
}

async function readPackageJson(path: string): Promise<{ main?: unknown; bin?: unknown }> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as { main?: unknown; bin?: unknown };
  } catch (cause) {
    throw refuse(dirname(path), 'its package.json cannot be read', cause);
  }
}

/**
 * The JavaScript file behind the command `fabric-chaincode-node` of the shim that a chaincode folder depends on.
 * @throws NetworkError CHAINCODE_START_FAILED when the folder is no chaincode, not installed or not compiled
 */
export async function resolveShimCommand(path: string): Promise<string> {
  await checkFolder(path);
  const manifest = join(path, 'package.json');
  const { main = 'index.js' } = await readPackageJson(manifest);
  if ((await findMainFile(path)) === undefined) {
    throw refuse(path, `its ${String(main)} is missing: compile it first (npm run build)`);
  }
  let shimManifest: string;
  try {
    shimManifest = createRequire(manifest).resolve('fabric-shim/package.json');
  } catch (cause) {
    throw refuse(path, 'fabric-shim is not installed: run npm install there first', cause);
  }
  const { bin } = await readPackageJson(shimManifest);
  const commands = typeof bin === 'object' && bin !== null ? (bin as Record<string, unknown>) : {};
  const command = commands[commandName];
  if (typeof command !== 'string') throw refuse(path, `its fabric-shim has no command ${commandName}`);
  return join(dirname(shimManifest), command);
}
