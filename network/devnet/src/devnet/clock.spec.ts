import { GatewayError } from '@hyperledger/fabric-gateway';
import { status } from '@grpc/grpc-js';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createManualClock } from '@kontti/fabric-protocol/base';
import { clientOf } from '../testing/gateway-client';
import { startKeeperDevnet } from '../testing/keeper-devnet';

const minuteMs = 60_000;
const yearMs = 365 * 24 * 60 * minuteMs;

/** The client's own time is the machine's: what moves is the network's. */
async function failureOf(call: Promise<unknown>): Promise<readonly [number, readonly string[]]> {
  const error: unknown = await call.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!(error instanceof GatewayError)) throw new Error('the call did not fail at the gateway');
  return [error.code, error.details.map(({ message }) => message)];
}

describe('a devnet with an injected clock', () => {
  it('refuses proposals that are further off than 15 minutes', async () => {
    const clock = createManualClock({ nowMs: Date.now() });
    await using devnet = await startKeeperDevnet({ clock });
    using client = await clientOf({ devnet, mspId: 'Org1MSP' });
    const get = () => client.contract.evaluateTransaction('get', 'a');
    clock.advance(14 * minuteMs);
    await get();
    clock.advance(2 * minuteMs);
    const [code, details] = await failureOf(get());
    expect(code).to.equal(status.UNAVAILABLE);
    expect(details).to.have.length(2);
    details.forEach((text) => {
      expect(text).to.contain('request unauthorized due to incorrect timestamp');
    });
  });

  it('lets certificates expire, at the endorser and at the orderer', async () => {
    const clock = createManualClock({ nowMs: Date.now() });
    await using devnet = await startKeeperDevnet({ clock });
    using client = await clientOf({ devnet, mspId: 'Org1MSP' });
    const endorsed = await client.contract.newProposal('put', { arguments: ['a', 'b'] }).endorse();
    clock.advance(10 * yearMs);
    expect(await failureOf(client.contract.evaluateTransaction('get', 'a'))).to.deep.equal([
      status.UNAVAILABLE,
      [
        'proposal client identity expired',
        'rpc error: code = Unknown desc = proposal client identity expired',
      ],
    ]);
    expect((await failureOf(endorsed.submit()))[0]).to.equal(status.ABORTED);
  });

  it('dates its first block, and works under TLS at whatever time', async () => {
    const nowMs = Date.UTC(2040, 0, 1);
    await using devnet = await startKeeperDevnet({ clock: createManualClock({ nowMs }) });
    const genesis = (await devnet.ledger.getBlock(0))?.block.getData()?.getDataList_asU8()[0];
    const payload = common.Envelope.deserializeBinary(genesis ?? new Uint8Array()).getPayload_asU8();
    const header = common.Payload.deserializeBinary(payload).getHeader()?.getChannelHeader_asU8();
    const { seconds } = common.ChannelHeader.deserializeBinary(header ?? new Uint8Array())
      .getTimestamp()
      ?.toObject() ?? { seconds: 0 };
    expect(seconds * 1000).to.equal(nowMs);
  });
});
