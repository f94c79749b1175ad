import { judge, ModelError } from '@kontti/model';
import type { FactReader, Verdict } from '@kontti/model';
import type { DefinitionGuard } from '../definition/guard';
import type { Session } from '../gateway/session';
import { JUDGED_AT_ONCE_MAX } from '../limits';
import type { DecodedTransaction } from '../ledger/block-decoder';
import { createLedgerReader } from './ledger-reader';
import { createPeerSeals } from '../ledger/peer-seals';
import { transactionToFacts } from './proof';
import type { ProvenFact, TransactionFacts, UnprovenFact } from './proof';

/** A fact that holds, at least in part. */
export interface HeldFact extends ProvenFact {
  /** Entries of its list that do not follow from what held before. */
  readonly voidEntries: ReadonlySet<number>;
}

/** What a valid transaction recorded. */
export interface JudgedTransaction {
  readonly transaction: DecodedTransaction;
  readonly held: readonly HeldFact[];
  readonly unproven: readonly UnprovenFact[];
}

/** Judges facts of blocks in the ledger's order. */
export interface FactJudge {
  /** What a block's valid transactions recorded. */
  judgeBlock(
    number: bigint,
    transactions: readonly DecodedTransaction[],
  ): Promise<readonly JudgedTransaction[]>;
  /** Reads what the blocks showed, else the own peer's state. */
  readonly reader: FactReader;
}

/** Makes a judge for one stream of blocks. */
export function createFactJudge(session: Session, guard: DefinitionGuard): FactJudge {
  const reader = createLedgerReader({
    scope: { channel: session.channelName, chaincode: session.chaincodeName },
    seals: createPeerSeals(session),
    timers: session.timers,
    isDisowned: (sealed) => guard.isFactDisowned(sealed),
  });
  const isAccepted = createDefinitionCheck(guard);
  return {
    reader,
    async judgeBlock(number, transactions) {
      const checked: { transaction: DecodedTransaction; facts: TransactionFacts; isRefused: boolean }[] = [];
      for (const transaction of transactions) {
        const facts = transactionToFacts(transaction);
        const isRefused = !(await isAccepted(number, transaction, facts));
        checked.push({ transaction, facts, isRefused });
      }
      reader.enterBlock({
        proven: checked.flatMap(({ facts, isRefused }) => (isRefused ? [] : facts.proven)),
        refused: checked.flatMap(({ facts, isRefused }) => (isRefused ? facts.proven : [])),
      });
      const sealed = checked.flatMap(({ facts, isRefused }) => (isRefused ? [] : facts.proven));
      const verdicts = await judgeAll(reader, sealed);
      return checked.map(({ transaction, facts, isRefused }) => ({
        transaction,
        ...splitByVerdict(facts, (fact) => (isRefused ? 'definition' : verdicts.get(fact))),
      }));
    },
  };
}

type Outcome = Verdict | 'definition' | undefined;

function splitByVerdict(
  { proven, unproven }: TransactionFacts,
  outcomeOf: (fact: ProvenFact) => Outcome,
): Pick<JudgedTransaction, 'held' | 'unproven'> {
  const held: HeldFact[] = [];
  const others: UnprovenFact[] = [...unproven];
  for (const each of proven) {
    const outcome = outcomeOf(each);
    if (typeof outcome === 'object' && outcome.holds) {
      held.push({ ...each, voidEntries: outcome.voidEntries });
    } else {
      const reason = outcome === 'definition' ? outcome : 'void';
      others.push({ key: each.fact.key, reason, fact: each.fact });
    }
  }
  return { held, unproven: others };
}

/** A block may have any number of facts: only a few are judged at once. */
async function judgeAll(
  reader: FactReader,
  facts: readonly ProvenFact[],
): Promise<ReadonlyMap<ProvenFact, Verdict>> {
  const verdicts = new Map<ProvenFact, Verdict>();
  const rest = facts.values();
  const work = async (): Promise<void> => {
    for (const fact of rest) {
      verdicts.set(fact, await judgeOne(reader, fact));
    }
  };
  await Promise.all(Array.from({ length: JUDGED_AT_ONCE_MAX }, work));
  return verdicts;
}

async function judgeOne(reader: FactReader, { fact, digest }: ProvenFact): Promise<Verdict> {
  try {
    return await judge(reader, { fact, digest });
  } catch (error) {
    // What a fact names may be no key of the ledger: then it follows from nothing.
    if (error instanceof ModelError) {
      return { holds: false };
    }
    throw error;
  }
}

/**
 * Decides whether a transaction was endorsed under an accepted definition. Companies that write fields of the definition without a new
 * sequence change it where no version shows it: from there on nothing counts, until a definition is committed in due form.
 */
function createDefinitionCheck(
  guard: DefinitionGuard,
): (block: bigint, transaction: DecodedTransaction, facts: TransactionFacts) => Promise<boolean> {
  let spoiledAt: { readonly block: bigint; readonly tx: number } | undefined;
  return async (block, { index, definedAt, definition }, { proven }) => {
    if (definition !== undefined && !definition.has('Sequence')) {
      spoiledAt = { block, tx: index };
    }
    if (proven.length === 0 || definedAt === undefined || definedAt === 'absent') {
      return proven.length === 0;
    }
    const isSpoiled =
      spoiledAt !== undefined &&
      (definedAt.block < spoiledAt.block ||
        (definedAt.block === spoiledAt.block && definedAt.tx < spoiledAt.tx));
    return !isSpoiled && (await guard.isAcceptedAt(definedAt));
  };
}
