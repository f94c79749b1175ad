import { peer } from '@hyperledger/fabric-protos';
import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { evaluate } from '../gateway/evaluate';
import type { CallOptions } from '../gateway/call-options';
import type { Session } from '../gateway/session';
import { DEFINITION_ATTEMPTS_MAX, DEFINITION_DELAY_MS } from '../limits';
import { readAccepted, writeAccepted } from './accepted-file';
import { bytesToDefinition, compareDefinitions, definitionToDigest } from './definition';
import type { DefinitionChange, PinnedDefinition } from './definition';

/**
 * Which chaincode definition a company accepted: the digest of one, or a file that keeps it. The first definition seen is accepted
 * when the file does not exist yet; without either, the first one seen counts for the client's life.
 */
export type DefinitionOptions = { readonly digest: string } | { readonly file: string };

/** How the committed definition stands to the accepted one. */
export interface DefinitionStatus {
  /** Of the committed definition. */
  readonly digest: string;
  readonly accepted: boolean;
  /** Empty when accepted, and when only the accepted digest is known. */
  readonly changes: readonly DefinitionChange[];
}

/** Lets calls through only while the committed definition is the accepted one. */
export interface DefinitionGuard {
  /** @throws DEFINITION_CHANGED */
  requireAccepted(): void;
  status(): DefinitionStatus;
  /**
   * Asks the own peer for the committed definition again, until it has at least that sequence: a peer shows a block before its state
   * has followed.
   * @throws EVENTS_INTERRUPTED when the state does not follow
   */
  refresh(options?: RefreshOptions): Promise<DefinitionStatus>;
  /** Accepts the committed definition if it still has this digest. @throws DEFINITION_CHANGED when it has another */
  accept(digest: string, options?: CallOptions): Promise<void>;
}

/** How far the definition has to be. */
export interface RefreshOptions extends CallOptions {
  readonly sequenceMin?: number;
}

/** What `createDefinitionGuard` needs. */
export interface DefinitionGuardOptions {
  readonly session: Session;
  readonly definition: DefinitionOptions | undefined;
  readonly call: CallOptions;
}

/** Reads the committed definition and what was accepted before. @throws CHAINCODE_NOT_FOUND, DEFINITION_FILE_UNREADABLE */
export async function createDefinitionGuard(options: DefinitionGuardOptions): Promise<DefinitionGuard> {
  const { session, definition } = options;
  const file = definition !== undefined && 'file' in definition ? definition.file : undefined;
  let committed = await awaitDefinition(session, { sequenceMin: 0, call: options.call });
  let accepted = file === undefined ? undefined : await readAccepted(file);
  let acceptedDigest = definition !== undefined && 'digest' in definition ? definition.digest : undefined;

  const acceptCommitted = async (): Promise<void> => {
    if (file !== undefined) {
      await writeAccepted(file, committed);
    }
    accepted = committed;
    acceptedDigest = definitionToDigest(committed);
  };
  if (accepted !== undefined) {
    acceptedDigest = definitionToDigest(accepted);
  } else if (acceptedDigest === undefined) {
    await acceptCommitted();
  }

  const status = (): DefinitionStatus => {
    const digest = definitionToDigest(committed);
    const changes = accepted === undefined ? [] : compareDefinitions({ accepted, committed });
    return { digest, accepted: digest === acceptedDigest, changes };
  };
  let current = status();
  const changed = (): KonttiError => {
    const because = current.changes.map(({ part, change }) => `${part} ${change}`).join(', ');
    return createError('DEFINITION_CHANGED', {
      ...(because === '' ? {} : { because }),
      details: { digest: current.digest, acceptedDigest, changes: current.changes },
    });
  };
  const refresh = async ({ sequenceMin = 0, ...call }: RefreshOptions = {}): Promise<DefinitionStatus> => {
    committed = await awaitDefinition(session, { sequenceMin, call });
    current = status();
    return current;
  };
  return {
    requireAccepted() {
      if (!current.accepted) {
        throw changed();
      }
    },
    status: () => current,
    refresh,
    async accept(digest, call) {
      await refresh(call);
      if (current.digest !== digest) {
        throw changed();
      }
      await acceptCommitted();
      current = status();
    },
  };
}

async function awaitDefinition(
  session: Session,
  { sequenceMin, call }: { readonly sequenceMin: number; readonly call: CallOptions },
): Promise<PinnedDefinition> {
  for (let attempt = 1; attempt <= DEFINITION_ATTEMPTS_MAX; attempt += 1) {
    const { sequence, definition } = bytesToDefinition(await queryDefinition(session, call));
    if (sequence >= sequenceMin) {
      return definition;
    }
    await session.timers.delay(DEFINITION_DELAY_MS, call.signal);
  }
  throw createError('EVENTS_INTERRUPTED', { because: 'the peer does not show its new definition' });
}

async function queryDefinition(session: Session, call: CallOptions): Promise<Uint8Array> {
  const args = new peer.lifecycle.QueryChaincodeDefinitionArgs();
  args.setName(session.chaincodeName);
  return evaluate(session, {
    ...call,
    contract: session.network.getContract('_lifecycle'),
    name: 'QueryChaincodeDefinition',
    args: [args.serializeBinary()],
  });
}
