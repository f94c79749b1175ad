import { unlessRefused } from '../errors';
import type { LedgerScope } from '../fact/reader';
import { canonicalJson } from '../json';
import { isSignedWith } from '../signing';
import { askedOfDeal, type DealMove, type DealTerms } from './deal';
import { walletHolder } from './holder';
import type { MoveInput, MoveKind, MoveOutput, WalletOrder } from './move';

/** What a wallet signs for: where it counts, which company moves, what goes where. */
export interface MoveContent extends LedgerScope {
  /** The company that hands the move in. */
  readonly company: string;
  readonly classId: string;
  readonly ref: string;
  readonly kind: MoveKind;
  readonly inputs: readonly MoveInput[];
  readonly outputs: readonly MoveOutput[];
}

/** The bytes that the keys of a wallet sign. */
export function moveToBytes(move: MoveContent): Buffer {
  const { channel, chaincode, company, classId, ref, kind } = move;
  const inputs = move.inputs.map(({ lot, origin }) => ({ lot, origin }));
  const outputs = move.outputs.map(({ holder, quantity }) => ({ holder, quantity }));
  const domain = 'kontti.move.v1';
  return Buffer.from(
    canonicalJson({ domain, channel, chaincode, company, classId, ref, kind, inputs, outputs }),
  );
}

/** What of a proposal a wallet signs: all of it but the signatures. */
export interface ProposedDeal extends Pick<DealTerms, 'parties' | 'expiresAt'> {
  readonly terms?: string | undefined;
  readonly moves: readonly DealMove[];
}

/** What a wallet signs for where its lots move in a deal: all of the deal, so that nothing of it happens without the rest. */
export interface DealContent extends LedgerScope, ProposedDeal {
  readonly deal: string;
}

/** What of a proposal a wallet signs. */
export function contentOfDeal({ parties, expiresAt, terms, moves }: ProposedDeal): ProposedDeal {
  return { parties, expiresAt, terms, moves };
}

/** The bytes that the keys of a wallet sign for a deal. */
export function dealToBytes(content: DealContent): Buffer {
  const { channel, chaincode, deal, parties, expiresAt, terms } = content;
  const moves = content.moves.map(askedOfDeal);
  const domain = 'kontti.deal.v1';
  return Buffer.from(canonicalJson({ domain, channel, chaincode, deal, parties, expiresAt, terms, moves }));
}

/** True when enough keys of the wallet signed. */
export function isOrderedBy(holder: string, order: WalletOrder | undefined, message: Uint8Array): boolean {
  if (order === undefined) return false;
  const { n, keys, signatures } = order;
  if (unlessRefused(() => walletHolder({ n, keys })) !== holder) return false;
  const places = new Set(signatures.map(({ key }) => key));
  const isRight = signatures.every(({ key, signature }) =>
    isSignedWith(keys[key] ?? '', { message, signature }),
  );
  return isRight && places.size === signatures.length && places.size >= n;
}
