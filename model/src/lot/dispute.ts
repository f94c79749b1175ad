import { LIMITS } from '../limits';
import { Field } from '../validation/field';
import { classLotId, digest } from '../validation/identifiers';
import { text } from '../validation/rule';

/** `lot:Dispute`: debtor or creditor of an obligation disputes it, once. */
export class LotDisputing {
  /** Id of the lot of the obligation. */
  @Field(classLotId) lotId!: string;
  /** What is wrong with the obligation, for the other company to read; up to 512 characters. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** `lot:WithdrawDispute`: the own dispute of an obligation ends. */
export class DisputeEnding {
  /** Id of the lot of the obligation that the own company disputes. */
  @Field(classLotId) lotId!: string;
}

/** Body of `lot.disputed`. */
export class LotDisputed {
  /** Digest of the fact that made the obligation. */
  @Field(digest) origin!: string;
  /** What is wrong with the obligation; up to 512 characters. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** Body of `lot.disputeEnded`. */
export class DisputeEnded {
  /** SHA-256 of the fact of the dispute that ends, in hex. */
  @Field(digest) dispute!: string;
}
