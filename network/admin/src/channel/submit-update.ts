import { common } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { ProposalSource } from '../access/peer-connection';
import {
  blockToConfigEnvelope,
  createSignedEnvelope,
  openEnvelope,
  tryDecode,
} from '@kontti/fabric-protocol/envelopes';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { configToChannelGroup, type ChannelClient } from './channel-client';
import { judgeUpdate, type UpdateJudgement } from './judge-update';
import { channelTimeouts } from './limits';
import { connectOrderer, isOrdererAway } from './orderer-client';
import type { OrdererTarget } from './orderer-target';
import type { ChannelUpdate } from './update-file';

const nonceBytes = 24;

/** A signed update as an orderer takes it. */
export function createUpdateEnvelope(
  { channelId, bytes, signatures }: Pick<ChannelUpdate, 'channelId' | 'bytes' | 'signatures'>,
  { signer, clock, randomBytes }: ProposalSource & { signer: Signer },
): common.Envelope {
  const envelope = new common.ConfigUpdateEnvelope();
  envelope.setConfigUpdate(bytes);
  envelope.setSignaturesList([...signatures]);
  return createSignedEnvelope({
    ...{ channelId, signer },
    type: common.HeaderType.CONFIG_UPDATE,
    data: envelope.serializeBinary(),
    nonce: randomBytes(nonceBytes),
    timeMs: clock.nowMs(),
  });
}

/** @throws NetworkError CHANNEL_SIGNATURES_MISSING, which names whom */
function requireComplete({ changes, isComplete }: UpdateJudgement): void {
  if (isComplete) return;
  const missing = new Map(
    changes.flatMap(({ policyPath = '', policy = '', missing: who }) =>
      who === undefined ? [] : [[`${policyPath} (${policy}) lacks ${who}`, who]],
    ),
  );
  throw new NetworkError({
    code: 'CHANNEL_SIGNATURES_MISSING',
    message: `Too few admins have signed: ${[...missing.keys()].join('; ')}. Have them sign the file (kontti channel sign), then submit it.`,
    details: { missing: [...missing.values()] },
  });
}

async function broadcastToAny(orderers: readonly OrdererTarget[], envelope: common.Envelope): Promise<void> {
  let failure: unknown;
  for (const target of orderers) {
    const client = connectOrderer(target);
    try {
      await client.broadcast(envelope);
      return;
    } catch (error) {
      if (!isOrdererAway(error)) throw error;
      failure = error;
    } finally {
      client.close();
    }
  }
  throw failure;
}

/** The update that led to the configuration in a block; undefined when the block holds none. */
function blockToUpdate(block: common.Block): Uint8Array | undefined {
  const last = blockToConfigEnvelope(block)?.getLastUpdate();
  const payload = last && openEnvelope(last).payload;
  return (
    payload &&
    tryDecode(() =>
      common.ConfigUpdateEnvelope.deserializeBinary(payload.getData_asU8()).getConfigUpdate_asU8(),
    )
  );
}

async function waitForUpdate(options: {
  client: ChannelClient;
  from: number;
  bytes: Uint8Array;
}): Promise<number> {
  const { client, from, bytes } = options;
  const signal = AbortSignal.timeout(channelTimeouts.commitMs);
  for await (const block of client.ledger.follow({ from, signal })) {
    const update = blockToUpdate(block);
    if (update !== undefined && Buffer.compare(update, bytes) === 0) {
      return block.getHeader()?.getNumber() ?? 0;
    }
  }
  throw new NetworkError({
    code: 'CHANNEL_UPDATE_REFUSED',
    message: `The orderer took the update, but no block with it reached the peer within ${channelTimeouts.commitMs} ms: look with kontti channel config whether it came through.`,
  });
}

/**
 * Judges an update by the configuration that is in force, hands it to an orderer, and settles when the own peer has the block with the
 * new configuration: its number.
 * @example
 * const options = { client, signer, orderers: configToOrderers, clock: systemClock, randomBytes };
 * const { blockNumber } = await submitChannelUpdate(signed, options);
 * @throws NetworkError CHANNEL_UPDATE_STALE, CHANNEL_SIGNATURES_MISSING, CHANNEL_UPDATE_REFUSED, ORDERER_UNREACHABLE, LIFECYCLE_FAILED
 */
export async function submitChannelUpdate(
  update: ChannelUpdate,
  options: ProposalSource & {
    readonly client: ChannelClient;
    readonly signer: Signer;
    /** Tried one after the other. */
    readonly orderers: (channel: common.ConfigGroup) => readonly OrdererTarget[];
    /** False sends it also when signatures seem to be missing. */
    readonly isJudged?: boolean;
  },
): Promise<{ readonly blockNumber: number }> {
  const { client, orderers, isJudged = true } = options;
  const channel = configToChannelGroup(await client.config());
  const { bytes, update: message, signatures } = update;
  const judgement = judgeUpdate({ channel, update: message, updateBytes: bytes, signatures });
  if (isJudged) requireComplete(judgement);
  const from = await client.ledger.height();
  await broadcastToAny(orderers(channel), createUpdateEnvelope(update, options));
  return { blockNumber: await waitForUpdate({ client, from, bytes }) };
}
