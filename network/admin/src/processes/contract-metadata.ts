import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { metadataLimits } from './limits';
import { programEnvironment } from '../packages/program-environment';
import { resolveShimCommand } from './shim-command';

/**
 * What a chaincode in a folder says of itself, without being deployed: the shim of that folder loads it and writes it down.
 * @throws NetworkError CHAINCODE_START_FAILED
 */
export async function readFolderMetadata(path: string): Promise<string> {
  const folder = resolve(path);
  const command = await resolveShimCommand(folder);
  const directory = await mkdtemp(join(tmpdir(), 'kontti-metadata-'));
  const file = join(directory, 'metadata.json');
  try {
    await promisify(execFile)(process.execPath, [command, 'metadata', 'generate', '--file', file], {
      cwd: folder,
      env: programEnvironment(),
      timeout: metadataLimits.timeoutMs,
      maxBuffer: metadataLimits.outputBytesMax,
      windowsHide: true,
    });
    return await readFile(file, 'utf8');
  } catch (cause) {
    const stderr = (cause as { stderr?: unknown }).stderr;
    const lines = typeof stderr === 'string' ? stderr.trim().split('\n').slice(0, 3).join(' ') : '';
    throw new NetworkError({
      code: 'CHAINCODE_START_FAILED',
      message: `The chaincode in ${folder} cannot be loaded to read its metadata: ${lines || 'it ended without an answer'}`,
      details: { path: folder },
      cause,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
