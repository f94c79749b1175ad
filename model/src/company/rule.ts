import { ASSET_TYPES, type AssetType } from '../asset-types';
import { LIMITS } from '../limits';
import { Field } from '../validation/field';
import { digest, ledgerKey, mspId, seriesNumber, time } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';

/** Body of `company.rule`: the endorsement rule of one asset type, in Fabric's policy syntax with placeholders. */
export class CompanyRule {
  @Field(oneOf(ASSET_TYPES)) assetType!: AssetType;
  @Field(seriesNumber) version!: number;
  @Field(text(LIMITS.ruleLengthMax)) rule!: string;
}

/** `company:SetRule`: `version` is the number of the new rule, 0 for the first. */
export class RuleChange extends CompanyRule {}

/** `company:GetRule`: the rule in force. */
export class RuleRequest {
  @Field(mspId) mspId!: string;
  @Field(oneOf(ASSET_TYPES)) assetType!: AssetType;
}

/** The latest sealed rule of a company for an asset type. */
export class RuleRecord extends CompanyRule {
  @Field(mspId) mspId!: string;
  @Field(time) at!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
