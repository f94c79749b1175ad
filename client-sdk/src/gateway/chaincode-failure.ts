import { decodeContractError } from '@kontti/model';
import { KonttiError } from '../errors';
import type { NodeCause, Stage } from '../errors';
import { infoToWords } from './chaincode-remedies';

/** A node's message and the call to which it belongs. */
interface ChaincodeFailure {
  /** The node that may carry the chaincode's error; its company is empty when the gateway itself reported it. */
  readonly node: NodeCause;
  readonly causes: readonly NodeCause[];
  readonly failure: unknown;
  readonly stage: Stage;
  readonly transactionId?: string;
}

/** The error that a contract raised, with its own code; `undefined` when the message carries none. */
export function messageToChaincodeError(options: ChaincodeFailure): KonttiError | undefined {
  const { node, causes, failure, stage, transactionId } = options;
  const info = decodeContractError(node.message);
  if (info === undefined) {
    return undefined;
  }
  const company = node.company === '' ? undefined : node.company;
  const { text, remedy } = infoToWords(info);
  const shown = Object.entries(info.details).map(([name, value]) => `${name}: ${value}`);
  const at = [...shown, ...(company === undefined ? [] : [`answered by the peer of ${company}`])];
  const because = at.length === 0 ? '' : ` (${at.join(', ')})`;
  return new KonttiError({
    code: info.code,
    stage,
    message: `${text}${because}. ${remedy}.`,
    details: {
      ...info.details,
      remedy,
      field: info.field,
      causes,
      ...(company === undefined ? {} : { company }),
      ...(transactionId === undefined ? {} : { transactionId }),
    },
    cause: failure,
  });
}
