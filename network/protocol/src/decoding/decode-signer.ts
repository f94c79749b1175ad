import { X509Certificate } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { createBoundedCache } from '../base/bounded-cache';
import { createSignatureVerifier } from '../msp/public-key';
import type { NodeRole } from '../msp/types';
import { tryDecode } from '../envelopes/open-envelope';
import type { DecodedIdentity, DecodedSigner } from './types';

const roles: readonly NodeRole[] = ['client', 'peer', 'admin', 'orderer'];

/** `CN=…, OU=…` on one line, most special first. */
function certificateToSubject(certificate: X509Certificate): string {
  return certificate.subject.split('\n').toReversed().join(', ');
}

function certificateToRole(certificate: X509Certificate): NodeRole | undefined {
  const named = certificate.subject
    .split('\n')
    .flatMap((part) => roles.filter((role) => part === `OU=${role}`));
  return named.length === 1 ? named[0] : undefined;
}

/** Describes `msp.SerializedIdentity` bytes. */
export function decodeIdentity(serialized: Uint8Array): DecodedIdentity {
  return openIdentity(serialized).identity;
}

function openIdentity(serialized: Uint8Array): {
  readonly identity: DecodedIdentity;
  readonly certificate: X509Certificate | undefined;
} {
  const message = tryDecode(() => msp.SerializedIdentity.deserializeBinary(serialized));
  const mspId = message?.getMspid() ?? '';
  const certificate = message && tryDecode(() => new X509Certificate(message.getIdBytes_asU8()));
  if (!certificate) return { identity: { mspId }, certificate };
  const role = certificateToRole(certificate);
  const subject = certificateToSubject(certificate);
  return { identity: { mspId, subject, ...(role === undefined ? {} : { role }) }, certificate };
}

/** Describes who signed, and whether it was with the key of that certificate. */
export function decodeSigner(signed: {
  readonly identity: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}): DecodedSigner {
  const { identity, certificate } = openIdentity(signed.identity);
  if (signed.signature.length === 0) return identity;
  const verifier =
    certificate &&
    tryDecode(() =>
      createSignatureVerifier({
        key: certificate.publicKey,
        keyId: certificate.fingerprint256,
        goodSignatures: createBoundedCache({ entriesMax: 1 }),
      }),
    );
  return { ...identity, isSignatureValid: verifier?.verify(signed) ?? false };
}
