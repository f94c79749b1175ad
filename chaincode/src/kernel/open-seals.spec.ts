import {
  CLOSED_BYTES,
  bytesKey,
  factDigest,
  updateKey,
  WRITE_ONCE_POLICY,
  type TransportRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { sealKey, type StateWrite } from '../testing/memory-state';
import { COMPANIES, NOON_MS, createWorld, planOf, type World } from '../testing/world';

const { airline } = COMPANIES;
const EVERYBODY = Object.values(COMPANIES);
const TRANSPORT = `${airline}/T-1`;
const isBytes = ({ collection }: StateWrite): boolean => collection === undefined;

/** The writes, those for which it is asked without the policy that no company satisfies. */
function opened(writes: readonly StateWrite[], isOpen: (each: StateWrite) => boolean): StateWrite[] {
  return writes.map(({ policy, ...rest }) => (isOpen(rest) ? rest : { ...rest, policy }));
}

describe('what can still be changed', () => {
  const { writes, key } = forgedFact({
    type: 'device.registered',
    key: `device/${airline}/D-1`,
    body: { publicKey: 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=', keyType: 'Ed25519' },
  });
  const statusOf = async ({ ledger, admins }: World) =>
    await ledger.evaluate<object>({ as: admins.caterer, method: 'company:GetFactStatus', request: { key } });

  for (const [what, writing, expected] of [
    ['bytes', opened(writes, isBytes), { status: 'altered', seals: [] }],
    ['a seal', opened(writes, (each) => !isBytes(each)), { status: 'unsealed' }],
    ['nothing', writes, { status: 'sealed', seals: [{ mspId: airline, status: 'sealed' }] }],
  ] as const) {
    it(`is no fact: ${what}`, async () => {
      const world = await createWorld();
      expect(world.ledger.forge({ coalition: EVERYBODY, writes: writing })).to.equal('VALID');
      expect(await statusOf(world)).to.deep.include(expected);
    });
  }

  it('is each seal for itself: a final one of the same fact makes no other one final', async () => {
    const world = await createWorld();
    const places = [
      { code: 'SFO', name: 'San Francisco', latitudeE6: 37_620_000, longitudeE6: -122_380_000 },
    ];
    const directory = forgedFact({ type: 'company.places', key: `places/${airline}/x`, body: { places } });
    const place = `place/${airline}/SFO`;
    const some = opened(directory.writes, (each) => each.key === place);
    expect(world.ledger.forge({ coalition: EVERYBODY, writes: some })).to.equal('VALID');
    const status = async (of: string) =>
      await world.ledger.evaluate<object>({
        as: world.admins.caterer,
        method: 'company:ReadSeal',
        request: { mspId: airline, key: of },
      });
    expect(await status(directory.key)).to.include({ status: 'sealed' });
    expect(await status(place)).to.include({ status: 'unsealed' });
  });

  it('becomes a fact once nothing of it can be changed', async () => {
    const world = await createWorld();
    const forge = (some: readonly StateWrite[]) => world.ledger.forge({ coalition: EVERYBODY, writes: some });
    forge(opened(writes, () => true));
    expect(await statusOf(world)).to.deep.include({ status: 'unsealed', seals: [] });
    forge(writes.filter(isBytes));
    const seals = [{ mspId: airline, status: 'unprotected' }];
    expect(await statusOf(world)).to.deep.include({ status: 'unsealed', seals });
    forge(writes.filter((each) => !isBytes(each)));
    expect(await statusOf(world)).to.include({ status: 'sealed' });
  });
});

describe('an open number of a series', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
    const request = { ref: 'p', transports: [planOf('T-1')] };
    await world.ledger.submit({ as: world.admins.airline, method: 'transport:Plan', request });
  });

  const update = async (sequence: number) => {
    const updates = [{ transportId: TRANSPORT, sequence, kind: 'departed', departure: NOON_MS }];
    const request = { ref: `u-${sequence}`, updates };
    return await world.ledger.submit({ as: world.admins.airline, method: 'transport:Update', request });
  };
  const transport = async (by: 'airline' | 'caterer') =>
    await world.ledger.evaluate<TransportRecord>({
      as: world.admins[by],
      method: 'transport:Get',
      request: { transportId: TRANSPORT },
    });
  const number = (index: number) =>
    sealKey(airline, updateKey.build({ transport: TRANSPORT, number: index }));
  const forge = (...some: StateWrite[]) => world.ledger.forge({ coalition: EVERYBODY, writes: some });

  for (const [what, policy] of [
    ['protected', Buffer.from(WRITE_ONCE_POLICY)],
    ['unprotected', undefined],
  ] as const) {
    it(`ends it for everybody until its own company goes on: a seal that is ${what}`, async () => {
      expect(forge({ ...number(1), value: Buffer.alloc(32, 7), policy })).to.equal('VALID');
      for (const by of ['airline', 'caterer'] as const) {
        expect(await transport(by)).to.include({ status: 'planned', sequence: 0 });
      }
      await update(2);
      expect(await transport('caterer')).to.include({ status: 'departed', sequence: 2 });
    });
  }

  it('is closed for good: neither its bytes nor its seal can come any more', async () => {
    const seal = { ...number(1), value: Buffer.alloc(32, 7) };
    forge({ ...seal, policy: Buffer.from(WRITE_ONCE_POLICY) });
    await update(2);
    const key = bytesKey(world.ledger.state.hashOf(number(1))?.toString('hex') ?? '');
    expect(world.ledger.state.get({ key })?.equals(CLOSED_BYTES)).to.equal(true);
    expect(forge({ key, value: Buffer.from('{}') })).to.equal('ENDORSEMENT_POLICY_FAILURE');
    expect(forge(seal)).to.equal('ENDORSEMENT_POLICY_FAILURE');
  });

  it('is one whose bytes are too many for a fact, so that nobody reads more than one such value', async () => {
    const bytes = Buffer.alloc(7 * 1024 * 1024, ' ');
    const policy = Buffer.from(WRITE_ONCE_POLICY);
    for (const index of [1, 2, 3]) {
      const seal = { ...number(index), value: Buffer.alloc(32, index), policy };
      const key = bytesKey(factDigest(seal.value));
      expect(forge(seal, { key, value: bytes, policy })).to.equal('VALID');
    }
    const call = { method: 'transport:Get', request: { transportId: TRANSPORT } };
    const { result, stub } = await world.ledger.simulate({ as: world.admins.caterer, ...call });
    expect(result).to.include({ status: 'planned', sequence: 0 });
    const large = stub.reads.filter(({ key }) => world.ledger.state.get({ key })?.length === bytes.length);
    expect(large).to.have.length(1);
  });

  it('keeps what comes behind it from counting, however well it is sealed', async () => {
    forge({ ...number(1), value: Buffer.alloc(32, 7) });
    const { digest } = await transport('caterer');
    const entry = { transportId: TRANSPORT, sequence: 2, kind: 'departed', departure: NOON_MS } as const;
    const behind = forgedFact({
      type: 'transport.updated',
      key: `updates/${airline}/x`,
      body: { updates: [{ ...entry, previous: digest }] },
    });
    expect(forge(...behind.writes)).to.equal('VALID');
    expect(await transport('caterer')).to.include({ status: 'planned', sequence: 0 });
  });
});
