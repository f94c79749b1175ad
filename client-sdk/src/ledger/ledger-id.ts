import { common } from '@hyperledger/fabric-protos';
import { KonttiError } from '../errors';
import type { CallOptions } from '../gateway/call-options';
import { evaluate } from '../gateway/evaluate';
import type { Session } from '../gateway/session';

/** Hex digits of the hash of block 0 that distinguish one ledger from another. */
const ID_LENGTH = 16;

/** What a peer says that got its ledger from a snapshot and has no block 0 (`common/ledger/blkstorage/blockfile_mgr.go`). */
const NO_FIRST_BLOCK = /bootstrapped from a snapshot/;

const known = new WeakMap<Session, string | undefined>();

/** What distinguishes the channel's ledger from every other one, of the same name too; `undefined` when the peer has no first block. */
export async function readLedgerId(session: Session, options: CallOptions): Promise<string | undefined> {
  if (!known.has(session)) {
    known.set(session, await askLedgerId(session, options));
  }
  return known.get(session);
}

async function askLedgerId(session: Session, options: CallOptions): Promise<string | undefined> {
  try {
    const bytes = await evaluate(session, {
      ...options,
      contract: session.network.getContract('qscc'),
      name: 'GetBlockByNumber',
      args: [session.channelName, '0'],
    });
    const hash = common.Block.deserializeBinary(bytes).getHeader()?.getDataHash_asU8() ?? new Uint8Array();
    return Buffer.from(hash).toString('hex').slice(0, ID_LENGTH);
  } catch (error) {
    if (error instanceof KonttiError && NO_FIRST_BLOCK.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
