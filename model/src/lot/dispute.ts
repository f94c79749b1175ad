import { LIMITS } from '../limits';
import { Field } from '../validation/field';
import { classLotId, digest } from '../validation/identifiers';
import { text } from '../validation/rule';

/** `lot:Dispute`: debtor or creditor of an obligation disputes it, once. */
export class LotDisputing {
  @Field(classLotId) lotId!: string;
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** `lot:WithdrawDispute`: the own dispute of an obligation ends. */
export class DisputeEnding {
  @Field(classLotId) lotId!: string;
}

/** Body of `lot.disputed`. */
export class LotDisputed {
  /** Digest of the fact that made the obligation. */
  @Field(digest) origin!: string;
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** Body of `lot.disputeEnded`. */
export class DisputeEnded {
  @Field(digest) dispute!: string;
}
