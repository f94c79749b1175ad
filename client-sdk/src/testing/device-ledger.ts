import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import {
  bytesToBatches,
  checkBatchSignature,
  decodeBatch,
  encodeContractError,
  ModelError,
} from '@kontti/model';
import type { Batch, Reading } from '@kontti/model';
import { createSemaphore } from '../gateway/semaphore';
import type { Timers } from '../gateway/timers';
import type { OperationContext } from '../operation';

/** The world in which a ledger of devices is asked. */
export interface LedgerHost {
  readonly timers: Timers;
  /** Brings an answer to the program that asked, unless it ended. */
  answer<T>(work: () => T): Promise<T>;
  /** Has something happen that nothing of the program stops. */
  happen(work: () => void): void;
  /** What becomes of a transaction on its way to the orderers. */
  fate(): 'lost' | 'answerLost' | 'sent';
}

interface RecordedDevice {
  readonly publicKey: string;
  isRevoked: boolean;
  readonly batches: { readonly batch: Batch; readonly bytes: Buffer }[];
}

interface Ordered {
  readonly code: number;
  readonly block: number;
}

/** What a gateway says when it fails. */
function failure(code: Grpc, message: string): GatewayError {
  const cause = Object.assign(new Error(message), { code, details: message, metadata: undefined });
  return new GatewayError({ code, details: [], message, cause: cause as never });
}

function refusal(code: string, field: string): GatewayError {
  const info = encodeContractError({ code: code as 'STATE', message: code, field, details: {} });
  return failure(Grpc.ABORTED, `chaincode response 500, ${info}`);
}

/** A ledger that knows devices, shipments and batches as the contract `reading` does, and nothing else. */
export class DeviceLedger {
  readonly devices = new Map<string, RecordedDevice>();
  readonly shipments = new Set<string>();
  /** Times that a transaction was valid. */
  transactions = 0;
  /** Times that batches were given to peers to endorse. */
  endorsements = 0;
  #ordered = new Map<string, Ordered>();
  #proposals = 0;

  addDevice(deviceId: string, publicKey: string): void {
    this.devices.set(deviceId, { publicKey, isRevoked: false, batches: [] });
  }

  /** Every reading of a device, in order. */
  readingsOf(deviceId: string): Reading[] {
    return this.devices.get(deviceId)?.batches.flatMap(({ batch }) => [...batch.readings]) ?? [];
  }

  /** What operations of one program are called with. */
  context(host: LedgerHost): OperationContext {
    const contract = {
      newProposal: (name: string, options: { readonly arguments: readonly (string | Uint8Array)[] }) =>
        this.#propose(host, name, options.arguments[0] ?? ''),
    };
    const { timers } = host;
    const session = {
      ...{ mspId: 'Org1MSP', channelName: 'mychannel', chaincodeName: 'kontti', contract, timers },
      timeouts: {
        ...{ connectMs: 1_000, evaluateMs: 1_000, endorseMs: 1_000, submitMs: 1_000 },
        ...{ commitStatusMs: 2_000, outcomeMs: 100, outageMs: 300 },
      },
      newCommit: (transactionId: string) => ({ getStatus: () => this.#status(host, transactionId) }),
      requireOpen: () => undefined,
      close: () => undefined,
      closed: new AbortController().signal,
    };
    const guard = {
      requireAccepted: () => undefined,
      requireFresh: () => Promise.resolve(),
      requireEndorsedUnder: () => Promise.resolve(),
      isDisowned: () => false,
    };
    const submits = createSemaphore({ runningMax: 128, waitingMax: 1_000, timers });
    return { session, guard, submits } as unknown as OperationContext;
  }

  #propose(host: LedgerHost, name: string, argument: string | Uint8Array) {
    this.#proposals += 1;
    const transactionId = `tx-${this.#proposals}`;
    return {
      getTransactionId: () => transactionId,
      evaluate: () =>
        host.answer(() => {
          const request = JSON.parse(String(argument)) as Record<string, never>;
          return Buffer.from(JSON.stringify(this.#evaluate(name, request)));
        }),
      endorse: () =>
        host.answer(() => {
          const batches = bytesToBatches(Buffer.from(argument as Uint8Array)).map((batch) =>
            Buffer.from(batch),
          );
          this.endorsements += 1;
          this.#check(batches);
          return this.#transaction(host, { transactionId, batches });
        }),
    };
  }

  #transaction(
    host: LedgerHost,
    { transactionId, batches }: { readonly transactionId: string; readonly batches: readonly Buffer[] },
  ) {
    const bytes = new gateway.PreparedTransaction();
    bytes.setTransactionId(transactionId);
    const receipts = batches.map((each) => {
      const { header, digest } = decodeBatch(each);
      return { key: `batch/${header.device}/${header.firstSequence}`, digest };
    });
    return {
      getBytes: () => bytes.serializeBinary(),
      getTransactionId: () => transactionId,
      getResult: () => Buffer.from(JSON.stringify({ batches: receipts })),
      submit: async () => {
        const fate = host.fate();
        if (fate !== 'lost') host.happen(() => this.#commit(transactionId, batches));
        await host.answer(() => {
          if (fate !== 'sent') throw failure(Grpc.UNAVAILABLE, 'lost');
        });
        return { getStatus: () => this.#status(host, transactionId) };
      },
    };
  }

  async #status(host: LedgerHost, transactionId: string): Promise<unknown> {
    return host.answer(() => {
      const ordered = this.#ordered.get(transactionId);
      if (ordered === undefined) throw failure(Grpc.DEADLINE_EXCEEDED, 'no such transaction');
      return { code: ordered.code, transactionId, blockNumber: BigInt(ordered.block) };
    });
  }

  #commit(transactionId: string, batches: readonly Buffer[]): void {
    if (this.#ordered.has(transactionId)) return;
    const block = this.#ordered.size + 1;
    try {
      for (const { device, batch, bytes } of this.#check(batches)) device.batches.push({ batch, bytes });
      this.#ordered.set(transactionId, { code: StatusCode.VALID, block });
      this.transactions += 1;
    } catch {
      this.#ordered.set(transactionId, { code: StatusCode.MVCC_READ_CONFLICT, block });
    }
  }

  /** The batches that are new, once all of them were checked. */
  #check(batches: readonly Buffer[]) {
    const next = new Map<string, { sequence: number; digest: string }>();
    return batches.flatMap((bytes, index) => {
      const field = `batches[${index}]`;
      const batch = decodeBatch(bytes);
      const { header } = batch;
      const device = this.devices.get(header.device);
      if (device === undefined) throw refusal('UNKNOWN_DEVICE', `${field}.header.device`);
      if (device.batches.some((each) => each.bytes.equals(bytes))) return [];
      if (device.isRevoked) throw refusal('DEVICE_REVOKED', `${field}.header.device`);
      try {
        checkBatchSignature(batch, device.publicKey);
      } catch (error) {
        if (error instanceof ModelError) throw refusal('SIGNATURE', field);
        throw error;
      }
      if (!this.shipments.has(header.shipment ?? '')) {
        throw refusal('UNKNOWN_SHIPMENT', `${field}.header.shipment`);
      }
      const last = device.batches.at(-1)?.batch;
      const before = next.get(header.device) ?? {
        sequence: last === undefined ? 0 : last.header.firstSequence + last.header.count,
        digest: last?.digest ?? '',
      };
      if (header.firstSequence !== before.sequence || (header.previousDigest ?? '') !== before.digest) {
        throw refusal('BATCH_SEQUENCE', `${field}.header.firstSequence`);
      }
      next.set(header.device, { sequence: header.firstSequence + header.count, digest: batch.digest });
      return [{ device, batch, bytes }];
    });
  }

  #evaluate(name: string, { deviceId, firstSequence }: Record<string, never>): unknown {
    const device = this.devices.get(deviceId ?? '');
    if (device === undefined) throw refusal('UNKNOWN_DEVICE', 'deviceId');
    if (name === 'reading:GetDeviceState') {
      const last = device.batches.at(-1)?.batch;
      return last === undefined
        ? { deviceId, nextSequence: 0 }
        : {
            deviceId,
            nextSequence: last.header.firstSequence + last.header.count,
            previousSequence: last.header.firstSequence,
            previousDigest: last.digest,
          };
    }
    const found = device.batches.find(({ batch }) => batch.header.firstSequence === firstSequence);
    if (found === undefined) throw refusal('NOT_FOUND', 'firstSequence');
    const { header, digest } = found.batch;
    const { shipment, container, count, from, to, previousSequence, previousDigest } = header;
    return {
      ...{ deviceId, firstSequence, count, shipmentId: shipment, from, to, digest },
      ...(container === undefined ? {} : { container }),
      ...(previousSequence === undefined ? {} : { previousSequence, previousDigest }),
      ...{ fact: `readings/Org1MSP/${digest}`, submittedAt: to, bytes: found.bytes.toString('base64') },
    };
  }
}
