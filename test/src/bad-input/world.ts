import { GatewayError, type Contract } from '@hyperledger/fabric-gateway';
import type { OrderInput, Wallet } from '@kontti/client-sdk';
import { canonicalJson, decodeContractError } from '@kontti/model';
import { startTestLedger, type TestLedger } from '../sdk/ledger';
import { planFlights, registerCompanies } from '../sdk/setup';

export const programme = 'AirMSP/miles';
export const shipmentId = 'ForwarderMSP/S-1';
export const deviceId = 'ForwarderMSP/D-1';

/** A ledger with flights that arrived an hour late, a traveller with points who was compensated for `F-0`, and a shipment. */
export interface BadInputWorld extends AsyncDisposable {
  readonly ledger: TestLedger;
  readonly traveller: Wallet;
  /** The traveller's lot of 6600 points. */
  readonly lot: OrderInput;
  /** What the official client of a company's admin gets for a call, sent as it is: `<code> <field>`, or `endorsed`. */
  outcomeOf(call: {
    readonly by: string;
    readonly method: string;
    readonly args: readonly string[];
  }): Promise<string>;
}

/** Starts the ledger. */
export async function createBadInputWorld(): Promise<BadInputWorld> {
  const ledger = await startTestLedger();
  await registerCompanies(ledger);
  const [transportId = '', ...others] = await planFlights(ledger, 2);
  const { air, forwarder } = ledger.clients;
  await air.transports.update({
    ref: 'arrivals',
    updates: [transportId, ...others].map((id) => ({
      transportId: id,
      sequence: 1,
      kind: 'arrived' as const,
      arrival: '2026-01-31T17:00:00Z',
    })),
  });
  await air.loyalty.setTerms({
    programme,
    version: 0,
    milliPointsPerKm: 1000,
    compensation: [{ delayMinutesMin: 60, points: 500n }],
    validityDays: 365,
    pointValue: { currency: 'EUR', minorPer1000Points: 800n },
    partners: ['RetailMSP'],
  });
  const traveller = air.loyalty.wallet();
  const journey = { holder: traveller.holderIn(programme), transportId };
  await air.loyalty.accrue({ programme, ref: 'accrued', accruals: [journey] });
  await air.loyalty.compensate({ programme, ref: 'late', compensations: [journey] });
  await forwarder.shipments.consign({
    ...{ shipmentId, consignee: 'RetailMSP', ssccs: [], items: [], legs: [], documents: [] },
    origin: 'FIKVL',
    destination: 'JFK',
  });
  return {
    ledger,
    traveller,
    lot: await air.loyalty.getLot({ lotId: 'AirMSP/accrued/0' }),
    outcomeOf: ({ by, method, args }) => {
      const { network } = ledger;
      return propose(
        network.peer(by).gateway.getNetwork(network.channelId).getContract(network.chaincodeName),
        [method, ...args],
      );
    },
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
}

/** A request as the contracts read it. */
export function toText(request: unknown): string {
  return typeof request === 'string' ? request : canonicalJson(request);
}

/** What comes of a proposal: `<code> <field>`, or `endorsed`. */
export async function propose(
  contract: Contract,
  [method = '', ...args]: readonly string[],
): Promise<string> {
  try {
    await contract.newProposal(method, { arguments: args }).endorse();
    return 'endorsed';
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const [info] = [...error.details.map(({ message }) => message), error.message].flatMap(
      (message) => decodeContractError(message) ?? [],
    );
    return info === undefined ? error.message : `${info.code} ${info.field}`;
  }
}
