import type { ForgedWrite } from '../cheating/altered-contract';
import type { Seeded } from './seeded';
import type { HonestWorld } from './world';

/** Who forges, about whose assets. */
export interface ForgeryScope {
  readonly honest: string;
  readonly coalition: readonly string[];
  readonly world: HonestWorld;
  readonly seeded: Seeded;
  /** What coalitions write later: bytes of facts that were sealed before, and deletes of what was not protected. */
  readonly later: ForgedWrite[][];
}

/** A fact as altered peers may write it: nothing of it has to be right. */
export interface RawContent {
  readonly type: string;
  readonly key: string;
  readonly vouchers: readonly string[];
  readonly body: object;
}

/** Makes content of one type. */
export type Make = (scope: ForgeryScope) => RawContent;

/** A digest of the ledger, of nothing, or of something that is no digest. */
export function someDigest({ world, seeded }: ForgeryScope): string {
  return seeded.once(2) ? seeded.pick([...world.vouched]) : seeded.hex(64);
}

/** The honest company, a colluder, or a company that no channel has. */
export function someCompany({ honest, coalition, seeded }: ForgeryScope): string {
  return seeded.pick([honest, ...coalition, 'NoSuchMSP', 'X'.repeat(64)]);
}
