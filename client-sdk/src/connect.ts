import { createClient } from './client';
import type { KonttiClient } from './client';
import { createDefinitionGuard } from './definition/guard';
import type { DefinitionOptions } from './definition/guard';
import { createSemaphore } from './gateway/semaphore';
import { createSession } from './gateway/session';
import type { Timeouts } from './gateway/session';
import { SYSTEM_TIMERS } from './gateway/timers';
import type { Timers } from './gateway/timers';
import { createGrpcClient, waitForGateway } from './identity/grpc-channel';
import { readOrganizationsFolder } from './identity/organizations-folder';
import type { ExplicitIdentityOptions, OrganizationsFolderOptions } from './identity/organizations-folder';
import { createClientSigner } from './identity/signer';
import { DEFAULT_TIMEOUTS, SUBMITS_IN_FLIGHT_MAX, SUBMITS_WAITING_MAX } from './limits';

/** What every way of connecting has in common. */
export interface CommonOptions {
  /** `mychannel` unless given. */
  readonly channel?: string;
  /** `kontti` unless given. */
  readonly chaincode?: string;
  /** The chaincode definition that the company accepted; the first one seen unless given. */
  readonly definition?: DefinitionOptions;
  /** Milliseconds for the stages of a call; each has a default. */
  readonly timeouts?: Partial<Timeouts>;
  /** Submits that are under way at once; 128 unless given. The rest wait. */
  readonly submitsInFlightMax?: number;
  /** Cancels the connecting. */
  readonly signal?: AbortSignal;
  /** Time and chance; the process's own unless given. */
  readonly timers?: Timers;
}

/** A user of a folder as fabric-samples know it, or an explicit identity and endpoint. */
export type ConnectOptions = CommonOptions & (OrganizationsFolderOptions | ExplicitIdentityOptions);

/**
 * Connects a client of one company to the ledger: resolves once the company's gateway answers and the committed chaincode definition
 * was compared with the accepted one. Where they differ, every operation of the client fails with DEFINITION_CHANGED until
 * `acceptDefinition()`.
 *
 * @example
 * await using client = await connect({ organizations: './organizations', mspId: 'Org1MSP', endpoint: 'localhost:7051' });
 * const shipment = await client.shipments.get({ shipmentId: 'Org1MSP/S-1' });
 *
 * @throws OPTIONS_INVALID, ORGANIZATION_NOT_FOUND, KEY_UNSUPPORTED, UNREACHABLE, CHAINCODE_NOT_FOUND, DEFINITION_FILE_UNREADABLE
 */
export async function connect(options: ConnectOptions): Promise<KonttiClient> {
  const identity = 'certificate' in options ? options : await readOrganizationsFolder(options);
  const { mspId, certificate, privateKey, endpoint } = identity;
  const timers = options.timers ?? SYSTEM_TIMERS;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const signer = createClientSigner({ privateKey, certificate });
  const grpcClient = createGrpcClient(identity);
  const session = createSession({
    grpcClient,
    mspId,
    certificate: Buffer.from(certificate),
    signer,
    channelName: options.channel ?? 'mychannel',
    chaincodeName: options.chaincode ?? 'kontti',
    timeouts,
    timers,
  });
  const submits = createSemaphore({
    runningMax: options.submitsInFlightMax ?? SUBMITS_IN_FLIGHT_MAX,
    waitingMax: SUBMITS_WAITING_MAX,
  });
  const { definition, signal } = options;
  const call = signal === undefined ? {} : { signal };
  try {
    await waitForGateway(grpcClient, { deadlineMs: timers.nowMs() + timeouts.connectMs, endpoint, signal });
    const guard = await createDefinitionGuard({ session, definition, call });
    return createClient({ session, guard, submits });
  } catch (error) {
    session.close();
    throw error;
  }
}
