import { createPrivateKey, verify, X509Certificate } from 'node:crypto';
import { createSigner, toFabricSignature } from '@kontti/fabric-protocol/signatures';
import { describeSigningRequest, type DescribedRequest } from './describe-request';
import { signingInvalid, type SigningRequest } from './signing-request';

function toCertificate(certificatePem: string): X509Certificate {
  try {
    return new X509Certificate(certificatePem);
  } catch (cause) {
    throw signingInvalid('The identity in the signing request has no certificate.', cause);
  }
}

/** A request with the signature that somebody made. @throws NetworkError SIGNING_REQUEST_INVALID */
export async function attachSignature(
  request: SigningRequest,
  signature: Uint8Array,
): Promise<SigningRequest & { signature: Uint8Array }> {
  const { certificatePem } = await describeSigningRequest(request);
  const { publicKey } = toCertificate(certificatePem);
  const made = toFabricSignature(signature, publicKey);
  if (made === undefined) {
    throw signingInvalid(
      "The signature is none of the certificate's kind of key: an ECDSA signature in DER, or the 64 bytes of Ed25519.",
    );
  }
  const digest = publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  if (!verify(digest, request.bytes, publicKey, made)) {
    throw signingInvalid(
      "The signature does not fit: sign the request's 'bytes' with the key of the certificate for which it was made.",
    );
  }
  return { ...request, signature: made };
}

/** Signs a request where the key is, and says what was signed. @throws NetworkError SIGNING_REQUEST_INVALID */
export async function signRequest(
  request: SigningRequest,
  privateKeyPem: string,
): Promise<{ signed: SigningRequest; described: DescribedRequest }> {
  const described = await describeSigningRequest(request);
  const { mspId, certificatePem } = described;
  let isOwn: boolean;
  try {
    isOwn = toCertificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch (cause) {
    throw signingInvalid('The key cannot be read.', cause);
  }
  if (!isOwn) {
    throw signingInvalid(`The key does not belong to the certificate of ${mspId} in the signing request.`);
  }
  const signer = createSigner({ mspId, certificatePem, privateKeyPem });
  return { signed: { ...request, signature: signer.sign(request.bytes) }, described };
}
