import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { KEY_TYPES, type KeyType } from '../signing';
import { Check, Field, OptionalField, memberPath } from '../validation/field';
import { assetId, base64, digest, mspId, sequence, time } from '../validation/identifiers';
import { publicKey } from '../validation/public-key';
import { oneOf, text } from '../validation/rule';
import { readingSequence } from './reading';

const signature = base64(Math.ceil(LIMITS.signatureLengthMax / 3) * 4);

/** A request to change a device that exists. */
export class DeviceChangeRequest {
  /** Id of the device, `<MSP id of the company that registered it>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** Number of the change: `nextChange` of the device. */
  @Field(sequence) number!: number;
}

/** A change after which other batches follow: it names the device's last batch, so that what was recorded before it is certain. */
export class DeviceBoundaryRequest extends DeviceChangeRequest {
  /** Number of the first reading of the device's last batch; absent before its first. */
  @OptionalField(readingSequence) previousSequence?: number;
}

/** `company:OfferDevice`: the owner offers the device to another company. */
export class DeviceOffer extends DeviceChangeRequest {
  /** MSP id of the company to which it is offered. */
  @Field(mspId) to!: string;
  /** From then on it can no longer be accepted. */
  @Field(time) expiresAt!: number;
}

/** `company:WithdrawDevice`: the owner takes an open offer back. */
export class DeviceWithdrawal extends DeviceChangeRequest {}

/** `company:AcceptDevice`: the company to which it was offered takes the device. */
export class DeviceAcceptance extends DeviceBoundaryRequest {}

function demandOneProof(
  { presentProof, lost }: { readonly presentProof?: string; readonly lost?: string },
  field: string,
): void {
  if ((presentProof === undefined) !== (lost === undefined)) return;
  const code = presentProof === undefined ? 'FIELD_MISSING' : 'FIELD_CONFLICT';
  throw new ModelError({ code, field: memberPath(field, 'presentProof'), rule: 'presentProof or lost' });
}

/** `company:RotateDeviceKey`: the owner gives the device another key. */
@Check<DeviceKeyRotation>(demandOneProof)
export class DeviceKeyRotation extends DeviceBoundaryRequest {
  /** The new public key, base64 of SPKI DER. */
  @Field(publicKey) publicKey!: string;
  /** Signature of the new key over `deviceKeyToDigest`, base64. */
  @Field(signature) proof!: string;
  /** Signature of the present key over the same; absent where it is lost. */
  @OptionalField(signature) presentProof?: string;
  /** Why the present key cannot sign, for people. */
  @OptionalField(text(LIMITS.textLengthMax)) lost?: string;
}

/** `company:RecordFirmware`: what the device runs from its next reading on. */
export class FirmwareRecording extends DeviceBoundaryRequest {
  /** Name of the version, for people. */
  @Field(text(LIMITS.nameLengthMax)) version!: string;
  /** SHA-256 of the firmware's bytes, in hex. */
  @Field(digest) sha256!: string;
  /** Where more is said about it: an address or a number. */
  @OptionalField(text(LIMITS.referenceLengthMax)) reference?: string;
}

/** What the facts have in common after which other batches follow. */
export class DeviceChange {
  /** Number of the device's change before; absent before the first. */
  @OptionalField(sequence) change?: number;
  /** Number of the first reading that follows it. */
  @Field(readingSequence) firstSequence!: number;
  /** Number of the first reading of the last batch since the change before; absent where there is none. */
  @OptionalField(readingSequence) previousSequence?: number;
}

/** Body of `device.offered`. */
@Check<DeviceOffered>(({ from, to }, field) => {
  if (from !== to) return;
  throw new ModelError({ code: 'FIELD_CONFLICT', field: memberPath(field, 'to'), rule: 'another company' });
})
export class DeviceOffered {
  /** MSP id of the owner. */
  @Field(mspId) from!: string;
  /** MSP id of the company to which it is offered. */
  @Field(mspId) to!: string;
  /** From then on it can no longer be accepted. */
  @Field(time) expiresAt!: number;
  /** Digest of the device's fact before. */
  @Field(digest) previous!: string;
}

/** Body of `device.withdrawn`. */
export class DeviceWithdrawn {
  /** MSP id of the owner. */
  @Field(mspId) from!: string;
  /** Digest of the offer. */
  @Field(digest) offer!: string;
}

/** Body of `device.accepted`. */
export class DeviceAccepted extends DeviceChange {
  /** MSP id of the owner before. */
  @Field(mspId) from!: string;
  /** MSP id of the owner from then on. */
  @Field(mspId) to!: string;
  /** Digest of the offer. */
  @Field(digest) offer!: string;
  /** Number of the change that made the owner before the owner; absent for the company that registered the device. */
  @OptionalField(sequence) tenure?: number;
}

/** Body of `device.rekeyed`. */
@Check<DeviceRekeyed>(demandOneProof)
export class DeviceRekeyed extends DeviceChange {
  /** The new public key, base64 of SPKI DER. */
  @Field(publicKey) publicKey!: string;
  /** Kind of the key. */
  @Field(oneOf(KEY_TYPES)) keyType!: KeyType;
  /** Digest of the device's fact before. */
  @Field(digest) previous!: string;
  /** Signature of the new key, base64. */
  @Field(signature) proof!: string;
  /** Signature of the key before, base64; absent where it is lost. */
  @OptionalField(signature) presentProof?: string;
  /** Why the key before could not sign, for people. */
  @OptionalField(text(LIMITS.textLengthMax)) lost?: string;
}

/** Body of `device.firmware`. */
export class DeviceFirmware extends DeviceChange {
  /** Name of the version, for people. */
  @Field(text(LIMITS.nameLengthMax)) version!: string;
  /** SHA-256 of the firmware's bytes, in hex. */
  @Field(digest) sha256!: string;
  /** Where more is said about it. */
  @OptionalField(text(LIMITS.referenceLengthMax)) reference?: string;
  /** Digest of the device's fact before. */
  @Field(digest) previous!: string;
}
