import { common } from '@hyperledger/fabric-protos';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { blockHeaderBytes } from '@kontti/fabric-protocol/envelopes';

/** Signs a block in the name of the orderer. Mirrors orderer/common/multichannel/blockwriter.go addLastConfig, addBlockSignature. */
export function signBlock(options: {
  block: common.Block;
  signer: Signer;
  nonce: Uint8Array;
  lastConfigNumber: number;
}): void {
  const { block, signer, nonce, lastConfigNumber } = options;
  const lastConfig = new common.LastConfig();
  lastConfig.setIndex(lastConfigNumber);
  const lastConfigMetadata = new common.Metadata();
  lastConfigMetadata.setValue(lastConfig.serializeBinary());
  const ordererMetadata = new common.OrdererBlockMetadata();
  ordererMetadata.setLastConfig(lastConfig);
  ordererMetadata.setConsenterMetadata(new common.Metadata().serializeBinary());
  const value = ordererMetadata.serializeBinary();
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(signer.serialized);
  signatureHeader.setNonce(nonce);
  const headerBytes = signatureHeader.serializeBinary();
  const signature = new common.MetadataSignature();
  signature.setSignatureHeader(headerBytes);
  signature.setSignature(
    signer.sign(
      Buffer.concat([value, headerBytes, blockHeaderBytes(block.getHeader() ?? new common.BlockHeader())]),
    ),
  );
  const metadata = new common.Metadata();
  metadata.setValue(value);
  metadata.addSignatures(signature);
  const places = block.getMetadata()?.getMetadataList_asU8() ?? [];
  places[common.BlockMetadataIndex.LAST_CONFIG] = lastConfigMetadata.serializeBinary();
  places[common.BlockMetadataIndex.SIGNATURES] = metadata.serializeBinary();
  block.getMetadata()?.setMetadataList(places);
}
