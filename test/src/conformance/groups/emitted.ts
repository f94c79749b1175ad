import { prepare, script, submit, type GatewayCall } from '../calls';
import type { Stage } from '../stage';
import { common } from '@hyperledger/fabric-protos';

/** Blocks that a scenario made for itself, a transaction in each: with an event, without, invalid with one, of another chaincode. */
export interface Emitted {
  /** The first of them. */
  readonly start: number;
  /** By their place. */
  readonly txIds: readonly string[];
}

const calls: readonly GatewayCall[] = [
  script([
    ['put', 'emitted', '1'],
    ['event', 'first', 'one'],
  ]),
  script([['put', 'emitted', '2']]),
  script(
    [
      ['put', 'emitted', '3'],
      ['event', 'forged', 'three'],
    ],
    { endorsers: ['Org1MSP'] },
  ),
  { ...script([['event', 'other', 'four']]), chaincode: 'second' },
  script([
    ['event', 'replaced', ''],
    ['event', 'last', 'five'],
  ]),
];

function envelopeToTxId(envelope: common.Envelope): string {
  const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader();
  return common.ChannelHeader.deserializeBinary(
    header?.getChannelHeader_asU8() ?? new Uint8Array(),
  ).getTxId();
}

async function emitNow(stage: Stage): Promise<Emitted> {
  const start = await stage.network.height();
  const txIds: string[] = [];
  for (const [index, call] of calls.entries()) {
    const envelope = await prepare(stage, call);
    txIds.push(envelopeToTxId(envelope));
    await stage.submitEnvelope(envelope);
    await stage.blockCodes(start + index);
  }
  return { start, txIds };
}

const emittedFor = new WeakMap<Stage, Map<string, Promise<Emitted>>>();

/** Blocks for some scenarios of a stage to look at, made when the first of them does. */
export function emit(stage: Stage, audience: string): Promise<Emitted> {
  const byAudience = emittedFor.get(stage) ?? new Map<string, Promise<Emitted>>();
  emittedFor.set(stage, byAudience);
  const known = byAudience.get(audience) ?? emitNow(stage);
  byAudience.set(audience, known);
  return known;
}

/** One more event, for who waits for news. */
export async function emitMore(stage: Stage): Promise<void> {
  await submit(stage, script([['event', 'more', 'news']]));
}
