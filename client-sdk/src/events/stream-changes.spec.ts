import type { FactContent } from '@kontti/model';
import { expect } from 'chai';
import { createDefinitionGuard } from '../definition/guard';
import { KonttiError } from '../errors';
import { CraftedLedger } from '../testing/crafted-ledger';
import { streamEvents } from './stream';

const site = (number: number): FactContent<'site.registered'> => ({
  type: 'site.registered',
  key: `site/AMSP/Y-${number}`,
  ref: 'r',
  at: 1,
  body: { name: 'Yard' },
});

describe('a stream of events, while things change', () => {
  let ledger: CraftedLedger;

  beforeEach(() => {
    ledger = new CraftedLedger();
    ledger.commitDefinition('A');
  });

  afterEach(() => ledger.close());

  /** Ids of the events up to a block, and the code with which the stream ends; `change` happens behind the first event. */
  async function readWhile(change: () => void, toBlock: number) {
    const session = ledger.session();
    const guard = await createDefinitionGuard({ session, definition: undefined, call: {} });
    const ids: string[] = [];
    try {
      for await (const { id } of streamEvents({ session, guard }, { fromBlock: 0, toBlock })) {
        if (ids.push(id) === 1) change();
      }
      return { ids, code: 'ended', status: guard.status() };
    } catch (error) {
      if (!(error instanceof KonttiError)) throw error;
      return { ids, code: error.code, status: guard.status() };
    }
  }

  it('ends at the block that commits another definition, and goes on through one of new code', async () => {
    ledger.append(ledger.record(site(0)).set);
    const { set } = ledger.record(site(1));
    const ids = [0, 1].map((number) => `site.registered:site/AMSP/Y-${number}`);
    const upgraded = await readWhile(() => {
      ledger.commitDefinition('A');
      ledger.append(set);
    }, 4);
    expect(upgraded).to.deep.include({ ids, code: 'ended' });
    expect(upgraded.status).to.include({ accepted: true, sequence: 2 });
    const changed = await readWhile(() => {
      ledger.commitDefinition('X');
      ledger.append(ledger.record(site(2)).set);
    }, 6);
    // The state is ahead of the blocks, and already has what the last of them commits.
    expect(changed).to.deep.include({ ids: ids.slice(0, 1), code: 'DEFINITION_CHANGED' });
    expect(changed.status).to.include({ accepted: false, sequence: 3 });
  });

  it('waits for a peer whose state has not followed the commit of a definition', async () => {
    ledger.append(ledger.record(site(0)).set);
    let waits = 0;
    const { code, status } = await readWhile(() => {
      const before = ledger.definition;
      ledger.commitDefinition('A');
      const after = ledger.definition;
      ledger.definition = before;
      ledger.onDelay = () => {
        waits += 1;
        if (waits === 3) ledger.definition = after;
      };
    }, 3);
    expect([code, status.sequence, waits]).to.deep.equal(['ended', 2, 3]);
  });

  it('leaves out the entries of a list that do not follow from what held before, each by name', async () => {
    const planned = ledger.record({
      ...{ type: 'transport.planned', key: 'transports/AMSP/p', ref: 'p', at: 1 },
      body: {
        transports: [
          {
            ...{ transportId: 'AMSP/F-1', number: 'EX 1', from: 'HEL', to: 'JFK', distanceMeters: 1 },
            ...{ mode: 'air', departurePlanned: 10, arrivalPlanned: 20 },
          },
        ],
      },
    });
    const cancelled = { kind: 'cancelled', sequence: 1, previous: planned.digest } as const;
    const updated = ledger.record({
      ...{ type: 'transport.updated', key: 'updates/AMSP/u', ref: 'u', at: 2 },
      body: {
        updates: [
          { ...cancelled, transportId: 'AMSP/F-9' },
          { ...cancelled, transportId: 'AMSP/F-1' },
        ],
      },
    });
    for (const { set } of [planned, updated]) ledger.append(set);
    const session = ledger.session();
    const guard = await createDefinitionGuard({ session, definition: undefined, call: {} });
    const [seen, claims]: [string[], unknown[]] = [[], []];
    const options = { fromBlock: 0, toBlock: 3, onUnproven: (claim: object) => claims.push(claim) };
    for await (const { id } of streamEvents({ session, guard }, options)) seen.push(id);
    expect(seen).to.deep.equal([
      'transport.planned:transports/AMSP/p#0',
      'transport.updated:updates/AMSP/u#1',
    ]);
    expect(claims).to.have.length(1);
    expect(claims[0]).to.deep.include({ proven: false, reason: 'void', index: 0, key: 'updates/AMSP/u' });
  });
});
