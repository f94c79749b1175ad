import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessLimits } from './limits';
import { listFolder } from './msp-folder';

/** A peer as the script that starts it describes it. */
export interface ScriptedPeer {
  /** Its certificate's name, e.g. `peer0.org1.example.com`. */
  readonly name: string;
  readonly mspId: string;
  /** Host and port. */
  readonly endpoint: string;
}

const scriptPattern = /^peer\d+\.sh$/;
const assignmentPattern = /^\s*export\s+([A-Z][A-Z0-9_]*)=(["']?)([^"'\s$`]*)\2\s*$/gm;

/** Variables that a script sets to plain text; what it computes is left out. */
export function scriptToVariables(script: string): ReadonlyMap<string, string> {
  const text = script.slice(0, accessLimits.scriptCharactersMax);
  return new Map([...text.matchAll(assignmentPattern)].map(([, name = '', , value = '']) => [name, value]));
}

/** The variables of a folder's script. @throws NetworkError nothing: a script that cannot be read sets none */
export async function readScriptVariables(file: string): Promise<ReadonlyMap<string, string>> {
  return scriptToVariables(await readFile(file, 'utf8').catch(() => ''));
}

/**
 * The peers that the scripts `peer1.sh`, `peer2.sh`, … of a folder start, as those of fabric-samples' test-network-nano-bash do:
 * nothing is run, their exported settings are read. Sorted by name; empty for a folder without such scripts.
 */
export async function readPeerScripts(directory: string): Promise<readonly ScriptedPeer[]> {
  const names = (await listFolder(directory).catch(() => [])).filter((name) => scriptPattern.test(name));
  const peers = await Promise.all(
    names.slice(0, accessLimits.peerScriptsMax).map(async (script) => {
      const variables = await readScriptVariables(join(directory, script));
      const name = variables.get('CORE_PEER_ID');
      const mspId = variables.get('CORE_PEER_LOCALMSPID');
      const endpoint = variables.get('CORE_PEER_ADDRESS');
      const isComplete = name !== undefined && mspId !== undefined && endpoint !== undefined;
      return isComplete ? [{ name, mspId, endpoint }] : [];
    }),
  );
  return peers.flat().toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
