import { KEY_TYPES, type KeyType } from '../signing';
import { LIMITS } from '../limits';
import { Field, OptionalField } from '../validation/field';
import { assetId, base64, digest, ledgerKey, time } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';
import { publicKey } from '../validation/public-key';

/** `company:RegisterDevice`: `publicKey` is base64 of SPKI DER, P-256 (uncompressed) or Ed25519. */
export class DeviceRegistration {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** The public key, base64 of SPKI DER. */
  @Field(publicKey) publicKey!: string;
}

/** Body of `device.registered`. */
export class DeviceRegistered {
  /** The public key, base64 of SPKI DER. */
  @Field(publicKey) publicKey!: string;
  /** Kind of the key. */
  @Field(oneOf(KEY_TYPES)) keyType!: KeyType;
}

/** `company:RevokeDevice`: from then on no batch of this device is accepted. */
export class DeviceRevocation {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** Why the device is revoked, for people. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** Body of `device.revoked`. */
export class DeviceRevoked {
  /** Why, for people. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** `company:GetDevice`. */
export class DeviceRequest {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
}

/** A device as its owner registered it. */
export class DeviceRecord {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** The public key, base64 of SPKI DER. */
  @Field(base64(LIMITS.publicKeyLengthMax)) publicKey!: string;
  /** Kind of the key. */
  @Field(oneOf(KEY_TYPES)) keyType!: KeyType;
  /** Whether its readings still count. */
  @Field(oneOf(['active', 'revoked'])) status!: 'active' | 'revoked';
  /** Ledger time of the registration. */
  @Field(time) registeredAt!: number;
  /** Ledger time of the revocation; absent while there is none. */
  @OptionalField(time) revokedAt?: number;
  /** Why, for people. */
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
