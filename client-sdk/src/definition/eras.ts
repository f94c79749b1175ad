import { peer } from '@hyperledger/fabric-protos';
import type { common } from '@hyperledger/fabric-protos';
import { decodeTransaction, validationCodes } from '../ledger/block-decoder';
import type { LedgerVersion } from '../ledger/write-set';
import { ERAS_MAX } from '../limits';
import { definitionToDigest } from './definition';
import { fieldsToDefinition, fieldsToSequence } from './lifecycle-fields';
import type { LifecycleFields } from './lifecycle-fields';

/** The time from one commit of a chaincode's definition to the next. */
export interface Era {
  readonly sequence: number;
  /** Of the definition that was in force. */
  readonly digest: string;
  /** Where the definition was committed. */
  readonly place: LedgerVersion;
}

/** The eras of a chaincode, found from the ledger itself. */
export interface Eras {
  /**
   * The eras up to the one that a commit began, from the first on; `undefined` when there is no such commit, or when the commits
   * before it cannot be followed back in steps of one sequence.
   */
  upTo(place: LedgerVersion): Promise<readonly Era[] | undefined>;
}

/** What `createEras` reads. */
interface ErasSource {
  readonly chaincodeName: string;
  /** @internal */
  readBlock(number: bigint): Promise<common.Block>;
}

interface Commit {
  readonly place: LedgerVersion;
  readonly fields: LifecycleFields;
  readonly previous: LedgerVersion | 'absent';
}

interface History {
  readonly eras: readonly Era[];
  /** All fields that are in force in the last era: a commit writes only those that it changes. */
  readonly fields: LifecycleFields;
}

/**
 * Follows commits back: each one read the version of the sequence before it, and that version is the place of the commit before.
 * What was found is remembered, since it never changes.
 */
export function createEras(source: ErasSource): Eras {
  const known = new Map<string, History>();

  const findHistory = async (place: LedgerVersion): Promise<History | undefined> => {
    const commits: Commit[] = [];
    let next: LedgerVersion | 'absent' = place;
    let history: History | undefined;
    while (next !== 'absent' && history === undefined) {
      const commit: Commit | undefined =
        commits.length < ERAS_MAX ? await readCommit(source, next) : undefined;
      if (commit === undefined) {
        return undefined;
      }
      commits.push(commit);
      next = commit.previous;
      history = next === 'absent' ? undefined : known.get(placeToText(next));
    }
    let grown: History | undefined = history ?? { eras: [], fields: new Map() };
    for (const commit of commits.toReversed()) {
      grown = appendEra(grown, commit);
      if (grown === undefined) {
        return undefined;
      }
      known.set(placeToText(commit.place), grown);
    }
    return grown;
  };

  return {
    async upTo(place) {
      const history = known.get(placeToText(place)) ?? (await findHistory(place));
      return history?.eras;
    },
  };
}

function appendEra(history: History, commit: Commit): History | undefined {
  const fields = new Map([...history.fields, ...commit.fields]);
  const sequence = fieldsToSequence(commit.fields);
  const definition = fieldsToDefinition(fields);
  if (sequence !== history.eras.length + 1 || definition === undefined) {
    return undefined;
  }
  const era = { sequence, digest: definitionToDigest(definition), place: commit.place };
  return { eras: [...history.eras, era], fields };
}

/** The valid transaction at a place, when it commits a definition after an earlier one. */
async function readCommit(source: ErasSource, place: LedgerVersion): Promise<Commit | undefined> {
  const block = await source.readBlock(place.block);
  const bytes = block.getData()?.getDataList_asU8()[place.tx];
  if (bytes === undefined || validationCodes(block)?.[place.tx] !== peer.TxValidationCode.VALID) {
    return undefined;
  }
  const { chaincodeName } = source;
  const transaction = decodeTransaction(bytes, { index: place.tx, chaincodeName });
  const { definition, definedAt } = transaction ?? {};
  const isOrdered = definedAt === 'absent' || (definedAt !== undefined && definedAt.block < place.block);
  return definition === undefined || definedAt === undefined || !isOrdered
    ? undefined
    : { place, fields: definition, previous: definedAt };
}

/** True for the same place in the ledger. */
export function isSamePlace(one: LedgerVersion, other: LedgerVersion): boolean {
  return one.block === other.block && one.tx === other.tx;
}

function placeToText({ block, tx }: LedgerVersion): string {
  return `${block}.${tx}`;
}
