import type { KonttiClient, Wallet } from '@kontti/client-sdk';
import { canonicalJson, decodeContractError, parseRecord, JourneySecretRecord } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { airMspId, companies, forwarderMspId, startTestLedger } from './ledger';
import type { TestLedger } from './ledger';
import { planFlights, registerCompanies } from './setup';

const programme = `${airMspId}/miles`;
const NO_MASK = Buffer.alloc(32);

describeOnNetwork('the SDK: journeys of travellers', () => {
  let ledger: TestLedger;
  let second: KonttiClient;
  let traveller: Wallet;
  let flights: readonly string[];
  let holder: string;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    flights = await planFlights(ledger, 2);
    const { loyalty } = ledger.clients.air;
    await loyalty.setTerms({
      programme,
      version: 0,
      milliPointsPerKm: 1000,
      compensation: [],
      validityDays: 365,
      pointValue: { currency: 'EUR', minorPer1000Points: 800n },
      partners: [],
    });
    second = await ledger.connect(airMspId);
    traveller = loyalty.wallet();
    holder = traveller.holderIn(programme);
  });

  after(async () => {
    second.close();
    await ledger[Symbol.asyncDispose]();
  });

  const journeyOf = (client: KonttiClient, transportId: string) =>
    client.loyalty.journeyOf({ programme, kind: 'accrual', holder, transportId });

  /** What a company's own client gets from a peer of the airline. */
  const askAirline = async (mspId: string, owner: string): Promise<string> => {
    const { network } = ledger;
    const { gateway } = network.peer(mspId);
    const contract = gateway.getNetwork(network.channelId).getContract(network.chaincodeName);
    const answer = await contract
      .evaluate('loyalty:GetJourneySecret', {
        arguments: [canonicalJson({ mspId: owner })],
        transientData: { mask: NO_MASK },
        endorsingOrganizations: [airMspId],
      })
      .catch((error: unknown) =>
        String((error as { details?: readonly { message: string }[] }).details?.[0]?.message),
      );
    if (typeof answer === 'string') {
      return decodeContractError(answer)?.code ?? answer;
    }
    return parseRecord(JourneySecretRecord, Buffer.from(answer).toString()).masked;
  };

  it('have one secret in all systems of the company, also when two make it at once', async () => {
    const [flight = ''] = flights;
    const { air, forwarder } = ledger.clients;
    const [one, other] = await Promise.all([journeyOf(air, flight), journeyOf(second, flight)]);
    expect(one).to.equal(other);
    const third = await ledger.connect(airMspId);
    expect(await journeyOf(third, flight)).to.equal(one);
    third.close();
    expect(await journeyOf(forwarder, flight)).not.to.equal(one);
  });

  it('are distinguished by the issuer alone, and earn points once', async () => {
    const [flight = '', another = ''] = flights;
    const { air } = ledger.clients;
    const accrue = (client: KonttiClient, ref: string) =>
      client.loyalty.accrue({ programme, ref, accruals: [{ holder, transportId: flight }] });
    const { block, result } = await accrue(air, 'accrual');
    const lot = await air.loyalty.getLot({ lotId: `${airMspId}/accrual/0` });
    expect(lot.journey).to.equal(await journeyOf(air, flight));
    expect(lot.journey).not.to.equal(await journeyOf(air, another));
    expect((await accrue(second, 'accrual')).result).to.deep.equal(result);
    expect(await accrue(second, 'again').catch((error: unknown) => error)).to.include({
      code: 'ALREADY_BOOKED',
    });
    const [accrual] = await blocksFrom(block, 1);
    expect(accrual?.includes(holder)).to.equal(true);
    expect(accrual?.includes(flight), 'the flight is on the ledger').to.equal(false);
  });

  it('keep their secret: nobody else gets it, and no block has it', async () => {
    const secret = await askAirline(airMspId, airMspId);
    expect(secret).to.match(/^[0-9a-f]{64}$/);
    for (const mspId of companies.filter((each) => each !== airMspId)) {
      expect(await askAirline(mspId, airMspId)).to.equal('NOT_OWNER');
      expect(await askAirline(mspId, mspId)).not.to.match(/^[0-9a-f]{64}$/);
    }
    const bytes = Buffer.from(secret, 'hex');
    const blocks = await blocksFrom(0n, await ledger.network.height());
    expect(blocks.length).to.be.greaterThan(5);
    for (const block of blocks) {
      for (const form of [bytes, secret, bytes.toString('base64'), bytes.toString('base64url')]) {
        expect(block.includes(form)).to.equal(false);
      }
    }
  });

  const blocksFrom = async (startBlock: bigint, count: number): Promise<Buffer[]> => {
    const { network } = ledger;
    const { gateway } = network.peer(forwarderMspId);
    const events = await gateway.getNetwork(network.channelId).getBlockEvents({ startBlock });
    const blocks: Buffer[] = [];
    for await (const block of events) {
      blocks.push(Buffer.from(block.serializeBinary()));
      if (blocks.length >= count) break;
    }
    events.close();
    return blocks;
  };
});
