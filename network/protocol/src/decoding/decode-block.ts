import { common } from '@hyperledger/fabric-protos';
import { blockDataHash, blockHeaderBytes, blockHeaderHash } from '../envelopes/block-hash';
import { tryDecode } from '../envelopes/open-envelope';
import { decodeSigner } from './decode-signer';
import { decodeTransaction } from './decode-transaction';
import { toHex } from './decode-value';
import type { DecodedBlock, DecodedSigner } from './types';

const { SIGNATURES, TRANSACTIONS_FILTER } = common.BlockMetadataIndex;

/**
 * Describes a block with all that is in it; what is malformed is left out, never guessed.
 * @example const { number, transactions } = decodeBlock(common.Block.deserializeBinary(bytes));
 */
export function decodeBlock(block: common.Block): DecodedBlock {
  const header = block.getHeader() ?? new common.BlockHeader();
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
  const codes = metadata[TRANSACTIONS_FILTER];
  const transactions = envelopes.map((bytes, txNumber) =>
    decodeTransaction(bytes, { txNumber, code: codes?.[txNumber] }),
  );
  const time = transactions.reduce((newest, { time: one = '' }) => (one > newest ? one : newest), '');
  return {
    number: header.getNumber(),
    hash: toHex(blockHeaderHash(header)),
    previousHash: toHex(header.getPreviousHash_asU8()),
    dataHash: toHex(header.getDataHash_asU8()),
    isDataIntact: Buffer.compare(header.getDataHash_asU8(), blockDataHash(envelopes)) === 0,
    ...(time === '' ? {} : { time }),
    orderers: decodeOrderers(header, metadata[SIGNATURES]),
    transactions,
  };
}

/** Mirrors protoutil/blockutils.go: the orderer signs its metadata, its own header and the block's. */
function decodeOrderers(header: common.BlockHeader, bytes: Uint8Array | undefined): DecodedSigner[] {
  const metadata = bytes && tryDecode(() => common.Metadata.deserializeBinary(bytes));
  return (metadata?.getSignaturesList() ?? []).flatMap((signed) => {
    const signatureHeader = signed.getSignatureHeader_asU8();
    const decoded = tryDecode(() => common.SignatureHeader.deserializeBinary(signatureHeader));
    if (!decoded || !metadata) return [];
    const message = Buffer.concat([metadata.getValue_asU8(), signatureHeader, blockHeaderBytes(header)]);
    return [
      decodeSigner({ identity: decoded.getCreator_asU8(), message, signature: signed.getSignature_asU8() }),
    ];
  });
}
