import { createHash } from 'node:crypto';
import type { common } from '@hyperledger/fabric-protos';
import { derTags, encodeDer, encodeDerInteger } from '../signatures/der';

const numberBytes = 8;

/** The ASN.1 form of a header that hashes and signatures cover. Mirrors protoutil/blockutils.go BlockHeaderBytes. */
export function blockHeaderBytes(header: common.BlockHeader): Uint8Array {
  const number = Buffer.alloc(numberBytes);
  // A number past 2^53 was rounded when it was decoded, up to 2^64 itself.
  number.writeBigUInt64BE(BigInt.asUintN(64, BigInt(header.getNumber())));
  return encodeDer(
    derTags.sequence,
    encodeDerInteger(number),
    encodeDer(derTags.octetString, header.getPreviousHash_asU8()),
    encodeDer(derTags.octetString, header.getDataHash_asU8()),
  );
}

/** Mirrors protoutil/blockutils.go BlockHeaderHash. */
export function blockHeaderHash(header: common.BlockHeader): Uint8Array {
  return createHash('sha256').update(blockHeaderBytes(header)).digest();
}

/** Mirrors protoutil/blockutils.go ComputeBlockDataHash. */
export function blockDataHash(data: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const bytes of data) {
    hash.update(bytes);
  }
  return hash.digest();
}
