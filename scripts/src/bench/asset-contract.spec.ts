import { expect } from 'chai';
import { AssetContract, BalanceContract } from './asset-contract';

interface Method {
  readonly name: string;
  readonly parameters: readonly { readonly name: string }[];
}

describe('the contracts of the benchmark', () => {
  it('take what the benchmark sends, and their context from the shim', () => {
    const parametersOf = (contract: object) => {
      const methods = Reflect.getMetadata('fabric:transactions', contract) as readonly Method[];
      return methods.map(({ name, parameters }) => `${name} ${parameters.length}`).toSorted();
    };
    expect(parametersOf(AssetContract.prototype)).to.deep.equal(['Create 4', 'Read 1', 'Update 4']);
    expect(parametersOf(BalanceContract.prototype)).to.deep.equal(['Open 2', 'Read 1', 'Transfer 3']);
  });
});
