import { Field, NoFields } from '../validation/field';
import { digest } from '../validation/identifiers';
import { text } from '../validation/rule';

/** `company:GetVersion`: asks for nothing. */
@NoFields
export class VersionRequest {}

/** Which chaincode a peer runs. Each peer answers for itself, so the answer is no fact, and is never submitted. */
export class VersionRecord {
  /** Version of the package. */
  @Field(text(64)) version!: string;
  /** SHA-256 over the JavaScript of the contracts and the model, in hex. */
  @Field(digest) digest!: string;
}
