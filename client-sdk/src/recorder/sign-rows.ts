import { encodeBatch, ModelError } from '@kontti/model';
import type { BatchContext } from '@kontti/model';
import { createError } from '../errors';
import type { DeviceState } from '../reading/device';
import type { BatchSigner } from './device-signer';
import type { CheckedRow } from './reading-row';

/** Rows as their device signed them. */
export interface SignedRows<R> {
  readonly rows: readonly CheckedRow<R>[];
  readonly firstSequence: number;
  readonly bytes: Uint8Array;
}

/** What a batch says beside its rows. */
export type RowsContext = Pick<BatchContext, 'channel' | 'chaincode' | 'device' | 'shipment' | 'container'>;

/** Takes the place of a signature while a batch's digest is found. */
const UNSIGNED = Buffer.alloc(64);

/**
 * Signs rows of one subject as the next batches of their device: one, unless it would be larger than `bytesMax`. Moves `state` on.
 * @throws READINGS_INVALID, SIGNER_FAILED
 */
export async function signRows<R>(
  rows: readonly CheckedRow<R>[],
  options: {
    readonly context: RowsContext;
    readonly state: DeviceState;
    readonly sign: BatchSigner;
    readonly bytesMax: number;
  },
): Promise<{ readonly signed: readonly SignedRows<R>[]; readonly state: DeviceState }> {
  const { state, sign, bytesMax } = options;
  const context = { ...options.context, ...previousOf(state) };
  const { nextSequence: firstSequence } = state;
  const readings = rows.map(({ values }, index) => ({ ...values, sequence: firstSequence + index }));
  let digest = UNSIGNED;
  const encode = (signer: (message: Uint8Array) => Buffer): Uint8Array =>
    encodeBatch(context, readings, signer);
  const unsigned = encodeWithin(bytesMax, () =>
    encode((message) => {
      digest = Buffer.from(message);
      return UNSIGNED;
    }),
  );
  if (unsigned === undefined && rows.length > 1) {
    const middle = Math.ceil(rows.length / 2);
    const first = await signRows(rows.slice(0, middle), options);
    const second = await signRows(rows.slice(middle), { ...options, state: first.state });
    return { signed: [...first.signed, ...second.signed], state: second.state };
  }
  const signature = Buffer.from(await sign(digest));
  const bytes = encode(() => signature);
  const next = {
    nextSequence: firstSequence + rows.length,
    previousSequence: firstSequence,
    previousDigest: digest.toString('hex'),
  };
  return { signed: [{ rows, firstSequence, bytes }], state: next };
}

function previousOf({ previousSequence, previousDigest }: DeviceState): Partial<BatchContext> {
  return previousSequence === undefined || previousDigest === undefined
    ? {}
    : { previousSequence, previousDigest };
}

/** `undefined` for a batch that is too large. */
function encodeWithin(bytesMax: number, encode: () => Uint8Array): Uint8Array | undefined {
  try {
    const bytes = encode();
    return bytes.length <= bytesMax ? bytes : undefined;
  } catch (error) {
    if (error instanceof ModelError && error.code === 'TOO_LARGE') {
      return undefined;
    }
    throw error;
  }
}

/**
 * Checks what a row is about by encoding it alone, before other rows share a batch with it.
 * @throws READINGS_INVALID
 */
export function checkSubject(context: RowsContext, row: CheckedRow<unknown>): void {
  try {
    encodeBatch(context, [{ ...row.values, sequence: 0 }], () => UNSIGNED);
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    const { field, rule } = error;
    throw createError('READINGS_INVALID', {
      because: error.message,
      details: { field, rule },
      cause: error,
    });
  }
}
