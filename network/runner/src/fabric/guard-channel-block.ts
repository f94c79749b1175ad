import { readFile, writeFile } from 'node:fs/promises';
import { common } from '@hyperledger/fabric-protos';
import { guardLifecyclePolicy } from '@kontti/fabric-admin/channel';
import { blockDataHash } from '@kontti/fabric-protocol/envelopes';

/** Changes a channel's first block as configtxgen, which knows no such setting, wrote it. */
export async function guardChannelBlock(file: string): Promise<void> {
  const block = common.Block.deserializeBinary(await readFile(file));
  const [bytes = new Uint8Array()] = block.getData()?.getDataList_asU8() ?? [];
  const envelope = common.Envelope.deserializeBinary(bytes);
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8());
  const application = config.getConfig()?.getChannelGroup()?.getGroupsMap().get('Application');
  if (application === undefined) throw new Error('configtxgen wrote a channel without the group Application');
  guardLifecyclePolicy(application);
  payload.setData(config.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  const data = [envelope.serializeBinary()];
  block.getData()?.setDataList(data);
  block.getHeader()?.setDataHash(blockDataHash(data));
  await writeFile(file, block.serializeBinary());
}
