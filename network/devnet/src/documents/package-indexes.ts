import { parseIndex, type IndexDefinition } from './index-choice';
import type { Json } from './json';
import { documentLimits } from './limits';

const root = 'META-INF/statedb/couchdb';

/** The indexes that a package brings for a chaincode's state, or for a collection of it; what is no index is passed over, as a peer does. */
export function filesToIndexes(
  files: ReadonlyMap<string, Uint8Array>,
  collection: string | undefined,
): readonly IndexDefinition[] {
  const folder = collection === undefined ? `${root}/indexes/` : `${root}/collections/${collection}/indexes/`;
  return [...files]
    .filter(([name]) => name.startsWith(folder))
    .slice(0, documentLimits.indexesMax)
    .flatMap(([, bytes]) => {
      try {
        return [parseIndex(JSON.parse(Buffer.from(bytes).toString('utf8')) as Json)];
      } catch {
        return [];
      }
    });
}
