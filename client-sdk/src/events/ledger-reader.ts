import { BoundedCache, furtherSealsOf, sealHash } from '@kontti/model';
import type { Address, FactReader, FactReading, LedgerScope, Sealed } from '@kontti/model';

import { createError } from '../errors';
import { createSemaphore } from '../gateway/semaphore';
import type { Timers } from '../gateway/timers';
import {
  STATE_ATTEMPTS_MAX,
  STATE_DELAY_MS,
  EVALUATIONS_AT_ONCE_MAX,
  EVALUATIONS_WAITING_MAX,
  REFUSED_FACTS_MAX,
} from '../limits';
import { FactCache } from './fact-cache';
import type { SealSource, SizedReading } from '../ledger/peer-seals';
import type { ProvenFact } from './proof';

/** What a block recorded. */
interface BlockFacts {
  readonly proven: readonly ProvenFact[];
  /** What is sealed, but under a definition that the own company never accepted: it is never read as a fact. */
  readonly refused: readonly ProvenFact[];
}

/** Reads facts of the blocks that were seen, else of the own peer's state. */
interface LedgerReader extends FactReader {
  /** Learns what a block recorded, before its facts are judged. What was absent before may be there now. */
  enterBlock(facts: BlockFacts): void;
}

/** What a `LedgerReader` reads. */
interface LedgerReaderOptions {
  readonly scope: LedgerScope;
  readonly seals: SealSource;
  readonly timers: Timers;
  /** True for a fact that the own company refused. */
  readonly isDisowned: (sealed: Sealed) => boolean;
}

/** Makes a reader for one stream. It remembers a bounded number of facts; what is once sealed never changes. */
export function createLedgerReader(options: LedgerReaderOptions): LedgerReader {
  const { scope, seals, timers, isDisowned } = options;
  const facts = new FactCache();
  const refusals = new BoundedCache<true>({ sizeMax: REFUSED_FACTS_MAX });
  const questions = createQuestions({ seals, timers });

  const remember = (sealed: Sealed, size: number, addresses: readonly Address[]): void => {
    const { vouchers, key } = sealed.fact;
    facts.add(sealed, { size, addresses: [...vouchers.map((mspId) => ({ mspId, key })), ...addresses] });
  };
  /** A refused fact uses its keys up like any other that does not hold. */
  const show = (sealed: Sealed): FactReading =>
    isDisowned(sealed) || refusals.get(sealed.digest) === true
      ? { status: 'altered', isFinal: true }
      : { status: 'sealed', sealed };

  /** What else the fact names may be sealed by another one. */
  const ask = (
    id: string,
    question: () => Promise<SizedReading>,
    addresses: readonly Address[],
  ): Promise<FactReading> =>
    questions.ask(id, question, (answer) => {
      if (answer.status !== 'sealed') {
        return answer;
      }
      remember(answer.sealed, answer.size, addresses);
      return show(answer.sealed);
    });

  return {
    scope,
    enterBlock({ proven, refused }) {
      const [first] = proven;
      questions.startAnew(first && addressOf(first));
      refused.forEach(({ digest }) => refusals.set(digest, true));
      proven.forEach(({ fact, digest, size }) => remember({ fact, digest }, size, furtherSealsOf(fact)));
    },
    async read(address) {
      const known = facts.byAddress(address);
      return known === undefined
        ? ask(`${address.mspId} ${address.key}`, () => seals.readSeal(address), [address])
        : show(known);
    },
    async follow(digest) {
      const known = facts.byDigest(digest);
      return known === undefined ? ask(digest, () => seals.followSeal(sealHash(digest)), []) : show(known);
    },
    async close() {
      return false;
    },
  };
}

/** Asks the peer each question once a block, when its state has the block. */
function createQuestions({ seals, timers }: Pick<LedgerReaderOptions, 'seals' | 'timers'>) {
  const evaluations = createSemaphore({
    runningMax: EVALUATIONS_AT_ONCE_MAX,
    waitingMax: EVALUATIONS_WAITING_MAX,
    timers,
  });
  let asked = new Map<string, Promise<FactReading>>();
  let anchor: Address | undefined;
  let caughtUp: Promise<void> | undefined;
  return {
    /** The next block may have changed every answer; `recorded` is where one of its facts is. */
    startAnew(recorded: Address | undefined): void {
      asked = new Map();
      caughtUp = undefined;
      anchor = recorded;
    },
    ask(
      id: string,
      question: () => Promise<SizedReading>,
      read: (answer: SizedReading) => FactReading,
    ): Promise<FactReading> {
      let reading = asked.get(id);
      if (reading === undefined) {
        caughtUp ??= awaitState(anchor, { seals, timers });
        reading = caughtUp
          .then(() => evaluations.run(question, { signal: undefined, deadlineMs: Infinity }))
          .then(read);
        asked.set(id, reading);
      }
      return reading;
    },
  };
}

/** A peer shows a block before its state has followed: waits until it has a fact that the block recorded. */
async function awaitState(
  anchor: Address | undefined,
  { seals, timers }: Pick<LedgerReaderOptions, 'seals' | 'timers'>,
): Promise<void> {
  for (let attempt = 1; anchor !== undefined && attempt <= STATE_ATTEMPTS_MAX; attempt += 1) {
    if ((await seals.readSeal(anchor)).status !== 'absent') {
      return;
    }
    await timers.delay(STATE_DELAY_MS, undefined);
  }
  if (anchor !== undefined) {
    throw createError('EVENTS_INTERRUPTED', { because: "the peer's state does not follow its blocks" });
  }
}

function addressOf({ fact }: ProvenFact): Address {
  return { mspId: fact.vouchers[0] ?? '', key: fact.key };
}
