import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeFolder } from '@kontti/fabric-protocol/base';
import type { FabricBinaries } from './binaries';
import type { CouchdbOptions } from './state-database';
import type { PlannedNode, Topology } from './topology';

/** Everything that is decided before the first program starts. */
export interface NetworkPlan {
  readonly binaries: FabricBinaries;
  readonly channelId: string;
  /** Absolute: settings, ledgers and logs, a folder for each node. */
  readonly directory: string;
  /** Absolute: the tree of keys and certificates. */
  readonly organizations: string;
  readonly topology: Topology;
  readonly executeTimeoutMs: number;
  /** Whether ledgers begin now: otherwise they go on. */
  readonly isNew: boolean;
  /** Undefined: peers keep state in LevelDB. */
  readonly couchdb?: CouchdbOptions;
}

/** A node's folder in the tree of keys and certificates. */
export function nodeCryptoDirectory(plan: NetworkPlan, { kind, domain, name }: PlannedNode): string {
  return join(plan.organizations, `${kind}Organizations`, domain, `${kind}s`, name);
}

/** A node's settings, ledger and log. */
export function nodeDirectory(plan: NetworkPlan, { name }: PlannedNode): string {
  return join(plan.directory, name);
}

/** Writes a file of settings, explained by a page of the documentation; returns its folder. */
export async function writeSettings(options: {
  directory: string;
  file: string;
  settings: object;
}): Promise<string> {
  const { directory, file, settings } = options;
  const heading =
    '# Written by kontti; docs/real-fabric.md of the project says why each setting is what it is.\n';
  await makeFolder(directory);
  await writeFile(join(directory, file), `${heading}${stringify(settings)}`);
  return directory;
}
