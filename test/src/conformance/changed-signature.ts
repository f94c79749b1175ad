interface Signed {
  getSignature_asU8(): Uint8Array;
  setSignature(signature: Uint8Array): void;
}

/** Inside the first number of a signature in DER, so that what is left is a signature still. */
const changedIndex = 8;

/** Makes the signature another one, whatever its bytes were. */
export function changeSignature(signed: Signed): void {
  const bytes = Buffer.from(signed.getSignature_asU8());
  bytes.writeUInt8(bytes.readUInt8(changedIndex) ^ 1, changedIndex);
  signed.setSignature(bytes);
}
