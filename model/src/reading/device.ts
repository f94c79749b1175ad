import { KEY_TYPES, type KeyType } from '../signing';
import { LIMITS } from '../limits';
import { Field, OptionalField, listOf, nested } from '../validation/field';
import { assetId, base64, digest, ledgerKey, mspId, sequence, time } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';
import { publicKey } from '../validation/public-key';
import { readingSequence } from './reading';

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

/** How a device's key is or was. */
export const DEVICE_KEY_STATUSES = ['active', 'replaced', 'lost', 'revoked'] as const;

const listBounds = { min: 1, max: LIMITS.deviceChangesMax + 1 };

/** A key that a device has or had. */
export class DeviceKeyRecord {
  /** The public key, base64 of SPKI DER. */
  @Field(base64(LIMITS.publicKeyLengthMax)) publicKey!: string;
  /** Kind of the key. */
  @Field(oneOf(KEY_TYPES)) keyType!: KeyType;
  /** `active`, or why it signs no more batches. */
  @Field(oneOf(DEVICE_KEY_STATUSES)) status!: (typeof DEVICE_KEY_STATUSES)[number];
  /** Number of the first reading that it can sign. */
  @Field(readingSequence) firstSequence!: number;
  /** Ledger time of the fact that gave the device the key. */
  @Field(time) since!: number;
  /** Key of that fact. */
  @Field(ledgerKey) fact!: string;
}

/** A company that owns a device or owned it. */
export class DeviceOwnerRecord {
  /** MSP id of the company. */
  @Field(mspId) mspId!: string;
  /** Number of the first reading for which it vouches. */
  @Field(readingSequence) firstSequence!: number;
  /** Ledger time of the fact that made it the owner. */
  @Field(time) since!: number;
  /** Key of that fact. */
  @Field(ledgerKey) fact!: string;
}

/** What a device runs or ran. */
export class DeviceFirmwareRecord {
  /** Name of the version, for people. */
  @Field(text(LIMITS.nameLengthMax)) version!: string;
  /** SHA-256 of the firmware's bytes, in hex. */
  @Field(digest) sha256!: string;
  /** Where more is said about it. */
  @OptionalField(text(LIMITS.referenceLengthMax)) reference?: string;
  /** Number of the first reading that was made with it. */
  @Field(readingSequence) firstSequence!: number;
  /** Ledger time of the fact that says so. */
  @Field(time) since!: number;
  /** Key of that fact. */
  @Field(ledgerKey) fact!: string;
}

/** An offer of a device that can be accepted or withdrawn. */
export class DeviceOfferRecord {
  /** Number of the offer. */
  @Field(sequence) number!: number;
  /** MSP id of the company to which it is offered. */
  @Field(mspId) to!: string;
  /** From then on it can no longer be accepted. */
  @Field(time) expiresAt!: number;
  /** Key of the offer's fact. */
  @Field(ledgerKey) fact!: string;
}

/** A device as its facts make it. */
export class DeviceRecord {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** The present public key, base64 of SPKI DER. */
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
  /** MSP id of the present owner. */
  @Field(mspId) owner!: string;
  /** All keys, in order; the last is the present one. */
  @Field(listOf(() => DeviceKeyRecord, listBounds)) keys!: DeviceKeyRecord[];
  /** All owners, in order; the last is the present one. */
  @Field(listOf(() => DeviceOwnerRecord, listBounds)) owners!: DeviceOwnerRecord[];
  /** All firmware that was recorded, in order. */
  @Field(listOf(() => DeviceFirmwareRecord, { min: 0, max: LIMITS.deviceChangesMax }))
  firmware!: DeviceFirmwareRecord[];
  /** The offer that is open; absent where there is none. */
  @OptionalField(nested(() => DeviceOfferRecord)) offer?: DeviceOfferRecord;
  /** Number of the next change. */
  @Field(sequence) nextChange!: number;
  /** Digest of the device's last fact: what keys sign when the device gets another one. */
  @Field(digest) head!: string;
}
