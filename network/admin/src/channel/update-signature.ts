import { common } from '@hyperledger/fabric-protos';
import { decodeIdentity } from '@kontti/fabric-protocol/decoding';
import { decodeMessage, NetworkError } from '@kontti/fabric-protocol/base';
import type { Identity, MspManager } from '@kontti/fabric-protocol/msp';
import { createSignatureHeader } from '@kontti/fabric-protocol/envelopes';
import type { Signer } from '@kontti/fabric-protocol/signatures';

/** Somebody who signed an update. */
export interface UpdateSigner {
  /** MSP id that the signer names; empty where the bytes are no identity. */
  readonly mspId: string;
  /** The certificate's subject, e.g. `CN=Admin@org1.example.com, OU=admin`; absent when it cannot be read. */
  readonly subject?: string;
  /** The role that its organisational unit (NodeOU) names; absent without one. */
  readonly role?: string;
  /** Why the signature counts for nothing; absent when it may count. */
  readonly problem?: string;
}

/** A signature of one admin on an update: over its own header and the update's bytes (protoutil/signeddata.go). */
export function createUpdateSignature(options: {
  readonly updateBytes: Uint8Array;
  readonly signer: Signer;
  /** 24 bytes that are used once. */
  readonly nonce: Uint8Array;
}): common.ConfigSignature {
  const { updateBytes, signer } = options;
  const header = createSignatureHeader(options).serializeBinary();
  const signature = new common.ConfigSignature();
  signature.setSignatureHeader(header);
  signature.setSignature(signer.sign(Buffer.concat([header, updateBytes])));
  return signature;
}

/** The `msp.SerializedIdentity` bytes of who signed. @throws NetworkError MALFORMED_MESSAGE */
export function signatureToCreator(signature: common.ConfigSignature): Uint8Array {
  const type = common.SignatureHeader;
  return decodeMessage({
    type,
    bytes: signature.getSignatureHeader_asU8(),
    name: 'SignatureHeader',
  }).getCreator_asU8();
}

function findProblem(identity: Identity, mspManager: MspManager, isGood: boolean): string | undefined {
  if (!isGood) return 'the signature is not of this update by that certificate';
  try {
    mspManager.validate(identity);
    return undefined;
  } catch (error) {
    return error instanceof NetworkError ? error.message : String(error);
  }
}

/** Who signed, and the identity where its signature may count for a channel of these companies. */
export function signatureToSigner(options: {
  readonly signature: common.ConfigSignature;
  readonly updateBytes: Uint8Array;
  readonly mspManager: MspManager;
}): { readonly signer: UpdateSigner; readonly identity?: Identity } {
  const { signature, updateBytes, mspManager } = options;
  const creator = signatureToCreator(signature);
  const { mspId, subject, role } = decodeIdentity(creator);
  const signer: UpdateSigner = {
    mspId,
    ...(subject === undefined ? {} : { subject }),
    ...(role === undefined ? {} : { role }),
  };
  let identity: Identity;
  try {
    identity = mspManager.deserialize(creator);
  } catch {
    const isKnown = mspManager.mspIds.includes(mspId);
    const problem = isKnown
      ? `the channel knows another authority of ${mspId} than the one that issued this certificate`
      : `the channel has no company ${mspId}`;
    return { signer: { ...signer, problem } };
  }
  const message = Buffer.concat([signature.getSignatureHeader_asU8(), updateBytes]);
  const isGood = identity.verify({ message, signature: signature.getSignature_asU8() });
  const problem = findProblem(identity, mspManager, isGood);
  if (problem === undefined) return { signer, identity };
  return { signer: { ...signer, problem } };
}
