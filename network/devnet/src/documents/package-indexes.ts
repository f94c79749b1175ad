import { NetworkError } from '@kontti/fabric-protocol/base';
import { compareKeys } from '../state/compare-keys';
import { parseIndex, type IndexDefinition } from './index-definition';
import { documentLimits } from './limits';

const root = 'META-INF/statedb/couchdb';

/** What becomes of the index files of a package. */
interface PackageIndexes {
  readonly indexes: readonly IndexDefinition[];
  /** Files that CouchDB refuses: a peer logs them, and goes on without. */
  readonly refused: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * The indexes that a package brings for a chaincode's state, or for a collection of it. Files are taken in the order of their names,
 * and a later one takes the place of an earlier one with the same name. Mirrors ProcessIndexesForChaincodeDeploy.
 */
export function filesToIndexes(
  files: ReadonlyMap<string, Uint8Array>,
  collection: string | undefined,
): PackageIndexes {
  const folder = collection === undefined ? `${root}/indexes/` : `${root}/collections/${collection}/indexes/`;
  const indexes = new Map<string, IndexDefinition>();
  const refused: { file: string; reason: string }[] = [];
  const found = [...files].filter(([name]) => name.startsWith(folder));
  for (const [file, bytes] of found.toSorted(([left], [right]) => compareKeys(left, right))) {
    try {
      if (indexes.size >= documentLimits.indexesMax) throw new RangeError('there are too many indexes');
      const index = parseIndex(Buffer.from(bytes).toString('utf8'));
      indexes.set(JSON.stringify([index.designDocument, index.name]), index);
    } catch (error) {
      refused.push({ file, reason: reasonOf(error) });
    }
  }
  return { indexes: [...indexes.values()], refused };
}

function reasonOf(error: unknown): string {
  const reason = error instanceof NetworkError ? error.details['reason'] : undefined;
  if (typeof reason === 'string') return reason;
  return error instanceof Error ? error.message : String(error);
}
