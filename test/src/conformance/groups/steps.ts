import { evaluate, submit, type GatewayCall } from '../calls';
import type { Scenario } from '../scenario';

type Extras = Omit<GatewayCall, 'by' | 'method' | 'args' | 'at'>;

const nameOf = ({ by, method, args = [], ...extras }: GatewayCall): string => {
  const { chaincode, endorsers, transient } = extras;
  const target = chaincode === undefined ? '' : `${chaincode}.`;
  const named = endorsers === undefined ? '' : ` endorsed by ${endorsers.join(' and ')}`;
  const secret = transient === undefined ? '' : ' with transient data';
  return `${by} ${target}${method}(${args.map((arg) => JSON.stringify(arg)).join(', ')})${named}${secret}`;
};

/** One evaluated call, named after what it calls. */
export function evaluates(
  by: string,
  method: string,
  args: readonly string[] = [],
  extras: Extras = {},
): Scenario {
  const call = { ...extras, by, method, args };
  return { name: `evaluate ${nameOf(call)}`, run: (stage) => evaluate(stage, call) };
}

/** One submitted call, named after what it calls; on a network that cuts a block at each transaction. */
export function submits(
  by: string,
  method: string,
  args: readonly string[] = [],
  extras: Extras = {},
): Scenario {
  const call = { ...extras, by, method, args };
  return { name: `submit ${nameOf(call)}`, run: (stage) => submit(stage, call) };
}
