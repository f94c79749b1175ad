import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { SimulationGuard } from './simulation-guard';

function refusalOf(step: () => void): { code: string; message: string } {
  try {
    step();
  } catch (error) {
    if (error instanceof NetworkError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('was not refused');
}

const refused = (what: string): { code: string; message: string } => ({
  code: 'QUERY_WITH_WRITES',
  // Chaincode and clients get the peer's own words, as it spells them.
  message: `txid [tx]: unsuppored transaction. ${what}`,
});

describe('a simulation', () => {
  it('refuses paginated and private queries once it has written', () => {
    const guard = new SimulationGuard('tx');
    guard.beforeWrite();
    const readOnly = 'supported only in a read-only transaction';
    expect(refusalOf(() => guard.beforePaginatedQuery())).to.deep.equal(
      refused(`Paginated queries are ${readOnly}`),
    );
    expect(refusalOf(() => guard.beforePrivateQuery())).to.deep.equal(
      refused(`Queries on pvt data is ${readOnly}`),
    );
  });

  it('refuses writes after a paginated query', () => {
    const guard = new SimulationGuard('tx');
    guard.beforePaginatedQuery();
    guard.beforePaginatedQuery();
    expect(refusalOf(() => guard.beforeWrite())).to.deep.equal(
      refused('Transaction has already performed a paginated query. Writes are not allowed'),
    );
  });

  it('refuses writes after a private query, even when a paginated one came too', () => {
    const guard = new SimulationGuard('tx');
    guard.beforePaginatedQuery();
    guard.beforePrivateQuery();
    expect(refusalOf(() => guard.beforeWrite())).to.deep.equal(
      refused('Transaction has already performed queries on pvt data. Writes are not allowed'),
    );
  });

  it('refuses everything once it has ended', () => {
    const guard = new SimulationGuard('tx');
    guard.close();
    for (const step of ['beforeRead', 'beforeWrite', 'beforePaginatedQuery', 'beforePrivateQuery'] as const) {
      expect(refusalOf(() => guard[step]()).code).to.equal('LEDGER_CLOSED');
    }
  });
});
