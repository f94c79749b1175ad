import { status } from '@grpc/grpc-js';
import { EndorseError, GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import type { Devnet } from '../devnet/types';
import {
  NetworkError,
  isListening,
  textToAddress,
  createManualClock,
  type ManualClock,
} from '@kontti/fabric-protocol/base';
import { clientOf, submitNow, textOf, type TestClient } from '../testing/gateway-client';
import { KeeperContract } from '../testing/keeper-contract';
import { startKeeperDevnet } from '../testing/keeper-devnet';

type FailureOf<T> = abstract new (...args: never[]) => T;

async function failure<T extends Error>(call: Promise<unknown>, type: FailureOf<T>): Promise<T> {
  const error: unknown = await call.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof type) return error;
  throw new Error(`not the failure that was expected: ${String(error)}`);
}

describe('faults, seen by the official gateway client', () => {
  let clock: ManualClock;
  let devnet: Devnet;
  let client: TestClient;

  before(async () => {
    clock = createManualClock({ nowMs: Date.now() });
    devnet = await startKeeperDevnet({ clock });
    const signaturePolicy = "OR('Org1MSP.peer', 'Org2MSP.peer')";
    await devnet.deployChaincode({
      name: 'any',
      signaturePolicy,
      contracts: { contracts: [KeeperContract] },
    });
    client = await clientOf({ devnet, mspId: 'Org1MSP' });
  });

  after(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
  });

  afterEach(() => devnet.faults.endAll());

  const allOf = async (iterator: AsyncIterator<unknown>): Promise<void> => {
    while ((await iterator.next()).done !== true);
  };
  const put = (endorsers?: string[]) =>
    submitNow({ devnet, client, ...(endorsers && { endorsers }) }, 'put', 'a', 'b');
  /** One whose channel does not wait to connect again after the company was down. */
  const newOther = () => clientOf({ devnet, mspId: 'Org2MSP' });
  const any = () => client.network.getContract('any');

  /** What a gateway of v3.1.5 answered a second after another company's peer was killed. */
  it('a company is down: gateways plan without it, and it is back with its ledger', async () => {
    using other = await newOther();
    const fault = await devnet.faults.companyDown({ mspId: 'Org2MSP' });
    const refused = await failure(other.contract.evaluateTransaction('get', 'a'), GatewayError);
    expect(refused.code).to.equal(status.UNAVAILABLE);
    const unplanned = await failure(put(), EndorseError);
    expect([unplanned.code, unplanned.details]).to.deep.equal([status.FAILED_PRECONDITION, []]);
    const named = await failure(put(['Org2MSP']), EndorseError);
    expect([named.code, named.details]).to.deep.equal([status.UNAVAILABLE, []]);
    const targets = { arguments: ['a'], endorsingOrganizations: ['Org2MSP'] };
    const asked = await failure(client.contract.evaluate('get', targets), GatewayError);
    expect([asked.code, asked.details]).to.deep.equal([status.FAILED_PRECONDITION, []]);
    const submitted = await any().submitAsync('put', { arguments: ['seen', 'by one'] });
    await devnet.cutBlock();
    expect((await submitted.getStatus()).code).to.equal(StatusCode.VALID);
    await fault.end();
    expect((await put()).code).to.equal(StatusCode.VALID);
    using again = await newOther();
    const read = await again.network.getContract('any').evaluateTransaction('get', 'seen');
    expect(textOf(read)).to.equal('by one');
  });

  it('two faults keep a company down until both have ended', async () => {
    const first = await devnet.faults.companyDown({ mspId: 'Org2MSP' });
    const second = await devnet.faults.companyDown({ mspId: 'Org2MSP' });
    await first.end();
    await first.end();
    expect((await failure(put(), EndorseError)).code).to.equal(status.FAILED_PRECONDITION);
    await second.end();
    expect((await put()).code).to.equal(StatusCode.VALID);
  });

  it('a restart ends streams; the peer comes back at its port', async () => {
    const { endpoint } = devnet.company('Org2MSP');
    using other = await newOther();
    // With a first event it is sure that the stream is served; gRPC sends a call again that is not.
    const events = await other.network.getChaincodeEvents('keeper', { startBlock: 0n });
    const iterator = events[Symbol.asyncIterator]();
    expect((await iterator.next()).value).to.include({ eventName: 'put' });
    const ended = failure(allOf(iterator), GatewayError);
    await devnet.faults.restart({ mspId: 'Org2MSP' });
    expect((await ended).code).to.equal(status.UNAVAILABLE);
    expect(devnet.company('Org2MSP').endpoint).to.equal(endpoint);
    expect((await put()).code).to.equal(StatusCode.VALID);
    using again = await newOther();
    expect(textOf(await again.contract.evaluateTransaction('get', 'a'))).to.equal('b');
  });

  it('a slow endorser answers when the clock has moved on', async () => {
    using other = await newOther();
    await using _slow = await devnet.faults.slowEndorser({ mspId: 'Org1MSP', delayMs: 29_000 });
    let isAnswered = false;
    const answer = client.contract.evaluateTransaction('get', 'a').then((bytes) => {
      isAnswered = true;
      return textOf(bytes);
    });
    // The other company's answer has gone the same way and back.
    await other.contract.evaluateTransaction('get', 'a');
    expect(isAnswered).to.equal(false);
    clock.advance(29_000);
    expect(await answer).to.equal('b');
  });

  it("another company's endorser that is too slow counts as unreachable", async () => {
    await using _slow = await devnet.faults.slowEndorser({ mspId: 'Org2MSP', delayMs: 60_000 });
    const asked = { arguments: ['a'], endorsingOrganizations: ['Org2MSP'] };
    const late = failure(client.contract.evaluate('get', asked), GatewayError);
    await client.contract.evaluate('get', { ...asked, endorsingOrganizations: ['Org1MSP'] });
    clock.advance(30_000);
    const { code, details } = await late;
    expect([code, details.map(({ mspId, message }) => [mspId, message])]).to.deep.equal([
      status.UNAVAILABLE,
      [['Org2MSP', 'rpc error: code = DeadlineExceeded desc = context deadline exceeded']],
    ]);
    clock.advance(30_000);
  });

  it('a company that goes down while its endorser works has not answered', async () => {
    await using _slow = await devnet.faults.slowEndorser({ mspId: 'Org2MSP', delayMs: 1_000 });
    const asked = { arguments: ['a'], endorsingOrganizations: ['Org2MSP'] };
    const lost = failure(client.contract.evaluate('get', asked), GatewayError);
    await client.contract.evaluate('get', { ...asked, endorsingOrganizations: ['Org1MSP'] });
    await using _down = await devnet.faults.companyDown({ mspId: 'Org2MSP' });
    clock.advance(1_000);
    const { code, details } = await lost;
    expect([code, details.map(({ message }) => message)]).to.deep.equal([
      status.UNAVAILABLE,
      ['rpc error: code = Unavailable desc = error reading from server: EOF'],
    ]);
  });

  it('an endorser with other results is alone', async () => {
    await using _wrong = await devnet.faults.wrongEndorser({ mspId: 'Org2MSP', wrong: 'results' });
    const { code, details } = await failure(put(), EndorseError);
    expect(code).to.equal(status.ABORTED);
    expect(details.map(({ mspId, message }) => [mspId, message])).to.deep.equal([
      ['Org2MSP', 'ProposalResponsePayloads do not match'],
    ]);
    const alone = await any().submitAsync('put', {
      arguments: ['lie', 'truth'],
      endorsingOrganizations: ['Org2MSP'],
    });
    await devnet.cutBlock();
    expect((await alone.getStatus()).code).to.equal(StatusCode.VALID);
    expect(textOf(await any().evaluateTransaction('get', 'lie'))).to.equal('truth (another result)');
  });

  it("an endorser's invalid signature passes the gateway and fails at validation", async () => {
    await using _wrong = await devnet.faults.wrongEndorser({ mspId: 'Org2MSP', wrong: 'signature' });
    expect((await put()).code).to.equal(StatusCode.ENDORSEMENT_POLICY_FAILURE);
  });

  it('deployment goes on under wrong endorsers', async () => {
    await using _wrong = await devnet.faults.wrongEndorser({ mspId: 'Org2MSP', wrong: 'results' });
    const contracts = { contracts: [KeeperContract] };
    expect((await devnet.deployChaincode({ name: 'late', contracts })).sequence).to.equal(1);
  });

  it('dropped streams: those that run and, until the fault has ended, new ones', async () => {
    using other = await newOther();
    const { network } = other;
    const streams = [
      await network.getChaincodeEvents('keeper'),
      await network.getBlockEvents(),
      await network.getFilteredBlockEvents(),
    ];
    const ended = streams.map((stream) => failure(stream[Symbol.asyncIterator]().next(), GatewayError));
    const submitted = await other.contract.submitAsync('put', { arguments: ['a', 'b'] });
    const unknown = failure(submitted.getStatus(), GatewayError);
    // The gateway has the request for the status when it has answered a later one.
    await other.contract.evaluateTransaction('get', 'a');
    const fault = await devnet.faults.droppedStreams({ mspId: 'Org2MSP' });
    for (const failed of [...ended, unknown]) expect((await failed).code).to.equal(status.UNAVAILABLE);
    const events = await network.getChaincodeEvents('keeper');
    const refused = await failure(events[Symbol.asyncIterator]().next(), GatewayError);
    expect(refused.code).to.equal(status.UNAVAILABLE);
    await fault.end();
    await devnet.cutBlock();
    expect((await submitted.getStatus()).code).to.equal(StatusCode.VALID);
  });

  /** As v3.1.5 answered when its only orderer had been killed. */
  it('the orderer is down: submits say so, what was accepted before waits', async () => {
    const waiting = await client.contract.submitAsync('put', { arguments: ['a', 'c'] });
    const fault = await devnet.faults.ordererDown();
    const { code, details } = await failure(
      client.contract.submitAsync('put', { arguments: ['a', 'd'] }),
      GatewayError,
    );
    expect([code, details.map(({ mspId }) => mspId)]).to.deep.equal([status.UNAVAILABLE, ['OrdererMSP']]);
    const place = textToAddress(devnet.orderer.endpoint);
    if (place === undefined) throw new Error('the orderer has no endpoint');
    expect(await isListening(place)).to.equal(false);
    const { height } = devnet.ledger;
    clock.advance(10_000);
    expect((await failure(devnet.cutBlock(), NetworkError)).code).to.equal('ORDERER_UNREACHABLE');
    expect(devnet.ledger.height).to.equal(height);
    await fault.end();
    expect(await isListening(place)).to.equal(true);
    clock.advance(2_000);
    expect((await waiting.getStatus()).code).to.equal(StatusCode.VALID);
  });

  it('an orderer that crashes forgets what it had accepted; the same bytes are taken again', async () => {
    const proposal = client.contract.newProposal('put', { arguments: ['lost', 'found'] });
    const transaction = await proposal.endorse();
    await transaction.submit();
    const fault = await devnet.faults.ordererDown({ losesPending: true });
    await fault.end();
    await devnet.cutBlock();
    expect(textOf(await client.contract.evaluateTransaction('get', 'lost'))).to.equal('');
    const again = await transaction.submit();
    await devnet.cutBlock();
    expect((await again.getStatus()).code).to.equal(StatusCode.VALID);
  });

  it('refuses what cannot be', async () => {
    const codes = await Promise.all(
      [
        devnet.faults.companyDown({ mspId: 'Org9MSP' }),
        devnet.faults.slowEndorser({ mspId: 'Org1MSP', delayMs: -1 }),
        devnet.faults.slowEndorser({ mspId: 'Org1MSP', delayMs: NaN }),
      ].map(async (call) => (await failure(call, NetworkError)).code),
    );
    expect(codes).to.deep.equal(['COMPANY_UNKNOWN', 'OPTION_INVALID', 'OPTION_INVALID']);
    expect(devnet.faults.active).to.deep.equal([]);
  });

  it('nothing comes up again when the network has been stopped', async () => {
    const stopped = await startKeeperDevnet();
    const faults = [
      await stopped.faults.companyDown({ mspId: 'Org1MSP' }),
      await stopped.faults.ordererDown(),
    ];
    await stopped.stop();
    for (const fault of faults) await fault.end();
    const places = [stopped.company('Org1MSP').endpoint, stopped.orderer.endpoint].flatMap(
      (endpoint) => textToAddress(endpoint) ?? [],
    );
    expect(places).to.have.length(2);
    const isOpen = await Promise.all(places.map((place) => isListening(place)));
    expect(isOpen).to.deep.equal([false, false]);
  });
});
