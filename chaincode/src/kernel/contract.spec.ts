import { decodeContractError } from '@kontti/model';
import { expect } from 'chai';
import { ContractError } from '../errors';
import type { LedgerContext } from './context';
import { LedgerContract } from './contract';

class Contract extends LedgerContract {
  async Answer(_: LedgerContext, amount: bigint): Promise<object> {
    return { b: amount, a: 1 };
  }

  async Fail(_: LedgerContext, error: Error): Promise<void> {
    throw error;
  }
}

describe('a contract', () => {
  /** What its context was asked for while a method ran. */
  async function run(method: string, parameter: unknown) {
    const [logged, flushed]: [string[], string[]] = [[], []];
    const known = new Set<unknown>();
    const ctx = {
      set known(value: unknown) {
        known.add(value);
      },
      ledger: { flush: async () => void flushed.push(method) },
      logging: { getLogger: (name: string) => ({ error: (text: string) => logged.push(`${name} ${text}`) }) },
    };
    const context = ctx as unknown as LedgerContext;
    const contract = new Contract();
    let result: unknown;
    let code: string | undefined;
    try {
      result = await contract.aroundTransaction(context, method as unknown as () => void, [parameter]);
    } catch (error) {
      code = error instanceof Error ? decodeContractError(error.message)?.code : undefined;
    }
    return { result, code, logged, flushed, known: known.size };
  }

  it('answers canonical text once its writes are with the peer', async () => {
    const answered = {
      result: '{"a":1,"b":"12"}',
      code: undefined,
      logged: [],
      flushed: ['Answer'],
      known: 1,
    };
    expect(await run('Answer', 12n)).to.deep.equal(answered);
  });

  it('hands nothing on of what it refuses, and logs only what is no refusal', async () => {
    const refused = await run('Fail', new ContractError({ code: 'NOT_FOUND' }));
    expect(refused).to.deep.include({ code: 'NOT_FOUND', logged: [], flushed: [] });
    for (const error of [new Error('disk full'), new ContractError({ code: 'INTERNAL' })]) {
      const failed = await run('Fail', error);
      expect(failed).to.deep.include({ code: 'INTERNAL', flushed: [] });
      expect(failed.logged).to.have.length(1);
      expect(failed.logged[0])
        .to.match(/^kontti /)
        .and.to.include(error.message);
    }
  });
});
