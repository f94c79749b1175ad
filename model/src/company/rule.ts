import { ASSET_TYPES, type AssetType } from '../asset-types';
import { LIMITS } from '../limits';
import { Field } from '../validation/field';
import { digest, ledgerKey, mspId, seriesNumber, time } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';

/** Body of `company.rule`: the endorsement rule of one asset type, in Fabric's policy syntax with placeholders. */
export class CompanyRule {
  /** The kind of asset for which the rule is. */
  @Field(oneOf(ASSET_TYPES)) assetType!: AssetType;
  /** Number of the version, from 0; the next one has to follow the latest. */
  @Field(seriesNumber) version!: number;
  /** Which companies vouch, in Fabric's policy syntax with placeholders. */
  @Field(text(LIMITS.ruleLengthMax)) rule!: string;
}

/** `company:SetRule`: `version` is the number of the new rule, 0 for the first. */
export class RuleChange extends CompanyRule {}

/** `company:GetRule`: the rule in force. */
export class RuleRequest {
  /** MSP id of the company whose rule it is. */
  @Field(mspId) mspId!: string;
  /** The kind of asset for which the rule is. */
  @Field(oneOf(ASSET_TYPES)) assetType!: AssetType;
}

/** The latest sealed rule of a company for an asset type. */
export class RuleRecord extends CompanyRule {
  /** MSP id of the company. */
  @Field(mspId) mspId!: string;
  /** Ledger time from which on the rule is in force. */
  @Field(time) at!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
