import type { Sealed } from '@kontti/model';
import { createError, KonttiError } from '../errors';
import { createPeerSeals } from '../ledger/peer-seals';
import type { LedgerVersion } from '../ledger/write-set';
import { startCall } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import type { Session } from '../gateway/session';
import { STATE_ATTEMPTS_MAX, STATE_DELAY_MS } from '../limits';
import { acceptedSince, isEraAccepted, isInForce, unacceptedEras } from './acceptance';
import type { Acceptance } from './acceptance';
import { readAccepted, writeAccepted } from './accepted-file';
import { queryBlock, queryCommitted, queryPlace } from './committed';
import type { Committed } from './committed';
import { compareDefinitions } from './definition';
import type { DefinitionChange } from './definition';
import { DisownedMarks, findDisowned } from './disowned';
import type { DisownedFact } from './disowned';
import { createEras } from './eras';
import type { Era, Eras } from './eras';
import { startFreshCheck } from './fresh-check';
import type { FreshCheck } from './fresh-check';

/**
 * Which chaincode definition a company accepted: the digest of one, or a file that keeps it. The first definition seen is accepted
 * when the file does not exist yet; without either, the first one seen counts for the client's life.
 */
export type DefinitionOptions =
  | {
      /** Digest of the accepted definition in hex, as `definition()` gives it. */
      readonly digest: string;
      /** Sequence with which it was accepted: what was changed and changed back before is not held against it. */
      readonly sequence?: number;
      /** Digests of definitions that the company accepted before: what was recorded under them counts. */
      readonly earlier?: readonly string[];
    }
  | {
      /** Path of the file; it is written when a definition is accepted. */
      readonly file: string;
    };

/** Whether the committed definition is the accepted one. */
export interface DefinitionStatus {
  /** Of the committed definition. */
  readonly digest: string;
  /** Sequence of the committed definition. */
  readonly sequence: number;
  /** False also where the definition was changed and changed back since it was accepted. */
  readonly accepted: boolean;
  /** Empty when accepted, and when only the accepted digest is known. */
  readonly changes: readonly DefinitionChange[];
}

/** How far the definition has to be. */
interface RefreshOptions extends CallOptions {
  readonly sequenceMin?: number;
}

/** What `createDefinitionGuard` needs. */
interface DefinitionGuardOptions {
  readonly session: Session;
  readonly definition: DefinitionOptions | undefined;
  readonly call: CallOptions;
}

/** Reads the committed definition and what was accepted before. @throws CHAINCODE_NOT_FOUND, DEFINITION_FILE_UNREADABLE */
export async function createDefinitionGuard(options: DefinitionGuardOptions): Promise<DefinitionGuard> {
  const { session, definition, call } = options;
  const file = definition !== undefined && 'file' in definition ? definition.file : undefined;
  const committed = await queryCommitted(session, call);
  let acceptance: Acceptance | undefined;
  if (definition !== undefined && 'digest' in definition) {
    const { digest, sequence, earlier = [] } = definition;
    acceptance = { digest, sequence, definition: undefined, earlier, disowned: [] };
  } else if (file !== undefined) {
    acceptance = await readAccepted(file);
  }
  if (acceptance === undefined) {
    acceptance = { ...committed, earlier: [], disowned: [] };
    if (file !== undefined) await writeAccepted(file, acceptance);
  }
  const guard = new DefinitionGuard({ session, file, committed, acceptance });
  await guard.refresh(call);
  if (file === undefined) {
    await guard.disownEarlier(call);
  }
  return guard;
}

/** Lets calls through only while the committed definition is the accepted one, and was so all the time since it was accepted. */
export class DefinitionGuard {
  readonly #session: Session;
  readonly #file: string | undefined;
  readonly #eras: Eras;
  readonly #fresh: FreshCheck;
  #committed: Committed;
  #acceptance: Acceptance;
  #disowned: DisownedMarks;
  #isAccepted = false;
  /** True once another definition was seen under the same sequence: it was not committed in due form. */
  #isSpoiled = false;
  #asked = 0;
  #answered = 0;

  constructor(state: {
    readonly session: Session;
    readonly file: string | undefined;
    readonly committed: Committed;
    readonly acceptance: Acceptance;
  }) {
    const { session, file, committed, acceptance } = state;
    this.#session = session;
    this.#file = file;
    this.#committed = committed;
    this.#acceptance = acceptance;
    this.#disowned = new DisownedMarks(acceptance.disowned);
    const { chaincodeName } = session;
    this.#eras = createEras({ chaincodeName, readBlock: (number) => queryBlock(session, number) });
    this.#fresh = startFreshCheck(session, () => this.refresh());
  }

  /** @throws DEFINITION_CHANGED as the definition was when last compared */
  requireAccepted(): void {
    if (!this.#isAccepted) {
      throw this.#changed();
    }
  }

  /** Compares anew unless that was done a moment ago. @throws DEFINITION_CHANGED */
  async requireFresh(call: CallOptions): Promise<void> {
    await this.#fresh.require(call);
    this.requireAccepted();
  }

  /** Demands that a transaction was endorsed under the accepted definition, before it is sent. @throws DEFINITION_CHANGED */
  async requireEndorsedUnder(place: LedgerVersion | undefined): Promise<void> {
    const era = place === undefined ? undefined : (await this.#eras.upTo(place))?.at(-1);
    if (era !== undefined && era.sequence > this.#committed.sequence) {
      await this.refresh({ sequenceMin: era.sequence });
    }
    this.requireAccepted();
    if (era === undefined || era.digest !== this.#acceptance.digest) {
      const under =
        era === undefined ? 'one that the ledger does not show' : `the one with digest ${era.digest}`;
      throw this.#changed({ because: `the transaction was endorsed under another definition, ${under}` });
    }
  }

  /** True when the company accepted the definition that was committed there. */
  async isAcceptedAt(place: LedgerVersion): Promise<boolean> {
    const eras = await this.#eras.upTo(place);
    return eras !== undefined && isEraAccepted(this.#acceptance, eras);
  }

  /** True for a fact that was sealed under a definition that the company never accepted. */
  isFactDisowned(sealed: Sealed): boolean {
    return this.#disowned.hasFact(sealed);
  }

  /** True for what shows anything that was recorded under a definition that the company never accepted. */
  async isDisowned(value: unknown): Promise<boolean> {
    if (this.#disowned.hasRecord(value)) {
      return true;
    }
    for (const address of this.#disowned.openKeysIn(value)) {
      const reading = await createPeerSeals(this.#session).readSeal(address);
      if (reading.status === 'sealed' && this.isFactDisowned(reading.sealed)) {
        return true;
      }
    }
    return false;
  }

  /** How the definition was when last compared. */
  status(): DefinitionStatus {
    const { digest, sequence, definition: committed } = this.#committed;
    const { definition: accepted } = this.#acceptance;
    const changes = accepted === undefined ? [] : compareDefinitions({ accepted, committed });
    return { digest, sequence, accepted: this.#isAccepted, changes };
  }

  /** Asks the own peer for the committed definition again: a peer shows a block before its state has followed. */
  async refresh({ sequenceMin = 0, ...call }: RefreshOptions = {}): Promise<DefinitionStatus> {
    const ticket = (this.#asked += 1);
    let committed = await queryCommitted(this.#session, call);
    for (let attempt = 1; committed.sequence < sequenceMin && attempt < STATE_ATTEMPTS_MAX; attempt += 1) {
      await this.#session.timers.delay(STATE_DELAY_MS, call.signal);
      committed = await queryCommitted(this.#session, call);
    }
    const isSame =
      committed.sequence === this.#committed.sequence && committed.digest === this.#committed.digest;
    const isAccepted = isSame && this.#isAccepted ? true : await this.#compare(committed, call);
    // Of answers that overtake one another the latest question's counts.
    if (ticket > this.#answered) {
      this.#answered = ticket;
      this.#isSpoiled ||= !isSame && committed.sequence === this.#committed.sequence;
      this.#committed = committed;
      this.#isAccepted = isAccepted && !this.#isSpoiled;
    }
    return this.status();
  }

  /**
   * Accepts the committed definition if it still has this digest, and returns what was recorded since the last acceptance under
   * definitions that were never accepted.
   * @throws DEFINITION_CHANGED
   */
  async accept(digest: string, options: CallOptions = {}): Promise<readonly DisownedFact[]> {
    const call = startCall(options, this.#session.timers);
    await this.refresh(call);
    if (this.#committed.digest !== digest) {
      const because = `digest ${digest} was given, and the committed definition has digest ${this.#committed.digest}`;
      throw this.#changed({ because, givenDigest: digest });
    }
    const eras = await this.#readEras(this.#committed, call);
    if (eras === undefined) {
      throw this.#changed({ because: 'the ledger does not show how the committed definition came about' });
    }
    const before = this.#acceptance;
    const earlier = [...new Set([...before.earlier, before.digest])].filter((each) => each !== digest);
    const next: Acceptance = { ...this.#committed, earlier, disowned: before.disowned };
    const unaccepted = unacceptedEras(next, eras, acceptedSince(before, eras) ?? 0);
    const { facts, marks } = await findDisowned(this.#session, { eras, unaccepted, call });
    const acceptance = { ...next, disowned: [...new Set([...before.disowned, ...marks])] };
    if (this.#file !== undefined) {
      await writeAccepted(this.#file, acceptance);
    }
    this.#setAcceptance(acceptance);
    this.#isSpoiled = false;
    this.#isAccepted = true;
    return facts;
  }

  /**
   * Looks for what was recorded before the definition was accepted, under one that never was: only a file keeps that. A peer that was
   * started from a snapshot has no blocks to look at.
   */
  async disownEarlier(options: CallOptions): Promise<void> {
    if (!this.#isAccepted || this.#committed.sequence === 1) {
      return;
    }
    const call = startCall(options, this.#session.timers);
    try {
      const eras = (await this.#readEras(this.#committed, call)) ?? [];
      const unaccepted = unacceptedEras(this.#acceptance, eras, 0);
      const { marks } = await findDisowned(this.#session, { eras, unaccepted, call });
      this.#setAcceptance({ ...this.#acceptance, disowned: marks });
    } catch (error) {
      if (!(error instanceof KonttiError && error.code === 'CHAINCODE_FAILED')) {
        throw error;
      }
    }
  }

  #setAcceptance(acceptance: Acceptance): void {
    this.#acceptance = acceptance;
    this.#disowned = new DisownedMarks(acceptance.disowned);
  }

  async #compare(committed: Committed, call: CallOptions): Promise<boolean> {
    const { digest, sequence } = this.#acceptance;
    if (committed.digest !== digest) {
      return false;
    }
    if (committed.sequence === sequence) {
      return true;
    }
    const eras = await this.#readEras(committed, call);
    return eras !== undefined && isInForce(this.#acceptance, eras);
  }

  /** The eras up to the committed definition; `undefined` when the ledger does not show how it came about. */
  async #readEras({ sequence }: Committed, call: CallOptions): Promise<readonly Era[] | undefined> {
    const place = await queryPlace(this.#session, call);
    const eras = place === undefined ? undefined : await this.#eras.upTo(place);
    return eras?.at(-1)?.sequence === sequence ? eras : undefined;
  }

  /** What differed when last compared, unless the caller found something else. */
  #changed(found: { readonly because?: string; readonly givenDigest?: string } = {}): KonttiError {
    const { digest, sequence, changes } = this.status();
    const { digest: acceptedDigest } = this.#acceptance;
    const { givenDigest } = found;
    const seen =
      digest === acceptedDigest
        ? 'it was changed and changed back since it was accepted'
        : changes.map(({ part, change }) => `${part} ${change}`).join(', ');
    const because = found.because ?? seen;
    return createError('DEFINITION_CHANGED', {
      ...(because === '' ? {} : { because }),
      details: {
        digest,
        sequence,
        acceptedDigest,
        changes,
        ...(givenDigest !== undefined && { givenDigest }),
      },
    });
  }
}
