import { KEY_TYPES, type KeyType } from '../signing';
import { LIMITS } from '../limits';
import { Field, OptionalField } from '../validation/field';
import { assetId, base64, digest, ledgerKey, time } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';
import { publicKey } from '../validation/public-key';

/** `company:RegisterDevice`: `publicKey` is base64 of SPKI DER, P-256 (uncompressed) or Ed25519. */
export class DeviceRegistration {
  @Field(assetId) deviceId!: string;
  @Field(publicKey) publicKey!: string;
}

/** Body of `device.registered`. */
export class DeviceRegistered {
  @Field(publicKey) publicKey!: string;
  @Field(oneOf(KEY_TYPES)) keyType!: KeyType;
}

/** `company:RevokeDevice`: from then on no batch of this device is accepted. */
export class DeviceRevocation {
  @Field(assetId) deviceId!: string;
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** Body of `device.revoked`. */
export class DeviceRevoked {
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** `company:GetDevice`. */
export class DeviceRequest {
  @Field(assetId) deviceId!: string;
}

/** A device as its owner registered it. */
export class DeviceRecord {
  @Field(assetId) deviceId!: string;
  @Field(base64(LIMITS.publicKeyLengthMax)) publicKey!: string;
  @Field(oneOf(KEY_TYPES)) keyType!: KeyType;
  @Field(oneOf(['active', 'revoked'])) status!: 'active' | 'revoked';
  @Field(time) registeredAt!: number;
  @OptionalField(time) revokedAt?: number;
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
