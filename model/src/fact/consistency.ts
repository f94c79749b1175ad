import { ModelError } from '../errors.js';
import { holderOf } from '../loyalty/holder.js';
import type { LotsSpent } from '../loyalty/spend.js';
import type { AnyFactContent } from './fact.js';
import { keyOfFact, keyOwnerOf } from './vouchers.js';
import { ownerOf } from './keys.js';

/**
 * What has to agree between a fact's key and its body, as far as the fact alone can tell: a company speaks only of transports,
 * programmes and lots of its own, a numbered fact carries its own number, and a spend gives the recipient what the holder signed for and
 * the rest to the holder.
 * @throws ModelError `FACT_KEY` naming the field that does not fit the key, `FIELD_CONFLICT` for the outputs of a spend
 */
export function checkFactConsistency(fact: AnyFactContent): void {
  const owner = keyOwnerOf(fact);
  if (fact.type === 'transport.planned') {
    demandOwned(
      owner,
      'transports',
      fact.body.transports.map(({ transportId }) => transportId),
    );
  } else if (fact.type === 'transport.updated') {
    demandOwned(
      owner,
      'updates',
      fact.body.updates.map(({ transportId }) => transportId),
    );
  } else if (fact.type === 'loyalty.lots') {
    demandOwned(owner, 'programme', [fact.body.programme]);
  } else if (fact.type === 'loyalty.spent') {
    demandOwned(owner, 'programme', [fact.body.programme]);
    demandOwned(owner, 'inputs', fact.body.inputs);
    demandOutputs(fact.body);
  } else if (fact.type === 'company.rule') {
    const { kind, parts } = keyOfFact(fact);
    if (kind !== 'rule' || parts.assetType !== fact.body.assetType || parts.number !== fact.body.version) {
      throw new ModelError({ code: 'FACT_KEY', field: 'body.version', rule: 'as in the key' });
    }
  }
}

function demandOwned(owner: string, name: string, ids: readonly string[]): void {
  const index = ids.findIndex((id) => ownerOf(id) !== owner);
  if (index >= 0) {
    throw new ModelError({ code: 'FACT_KEY', field: `body.${name}[${index}]`, rule: `owned by ${owner}` });
  }
}

/** Whether the change is all that remains of the inputs is not for this fact alone to say: it names the inputs without their amounts. */
function demandOutputs({ programme, holderKey, kind, to, amount, outputs }: LotsSpent): void {
  const change = kind === 'transfer' ? outputs.slice(1) : outputs;
  const [first] = outputs;
  const isTransferred = kind !== 'transfer' || (first?.holder === to && first?.amount === amount);
  const holder = holderOf({ programme, publicKey: holderKey });
  if (isTransferred && change.length <= 1 && change.every((output) => output.holder === holder)) return;
  throw new ModelError({ code: 'FIELD_CONFLICT', field: 'body.outputs', rule: 'as the holder signed' });
}
