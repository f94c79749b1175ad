import { bytesKey, canonicalJson, factDigest, sealValue } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact, forgeWrites } from '../testing/forged-fact';
import { sealKey } from '../testing/memory-state';
import { COMPANIES, createWorld, factStatusOf, othersThan, type World } from '../testing/world';

const { airline, caterer, forwarder } = COMPANIES;
const DEVICE_KEY = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
const EVERYBODY = Object.values(COMPANIES);

describe('facts that do not count', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  it('that a company seals without their bytes are altered, and read as absent', async () => {
    const { writes, key } = forgedFact({
      type: 'device.registered',
      key: `device/${airline}/D-1`,
      body: { publicKey: DEVICE_KEY, keyType: 'Ed25519' },
    });
    const seals = writes.filter(({ collection }) => collection !== undefined);
    expect(forgeWrites(world.ledger, [airline], ...seals)).to.equal('VALID');
    expect(await factStatusOf(world, key)).to.include({ status: 'altered' });
    const request = { deviceId: `${airline}/D-1` };
    const call = { as: world.admins.caterer, method: 'company:GetDevice', request };
    expect(await world.ledger.refusal(call)).to.include({ code: 'NOT_FOUND' });
  });

  it('that the majority puts other bytes under are altered', async () => {
    for (const [index, bytes] of ['x', '{}', '[]', '{"v":2}', 'null', '{"v":1,"type":"x"}'].entries()) {
      const value = Buffer.alloc(32, index);
      const key = `device/${airline}/D-${index}`;
      forgeWrites(
        world.ledger,
        EVERYBODY,
        { key: bytesKey(factDigest(value)), value: Buffer.from(bytes) },
        { ...sealKey(airline, key), value },
      );
      expect(await factStatusOf(world, key), bytes).to.include({ status: 'altered' });
    }
  });

  it('that are nested without end are altered, not an exception', async () => {
    const key = `device/${airline}/D-1`;
    const head = `"key":"${key}","ref":"D-1","type":"device.registered","v":1,"vouchers":["${airline}"]`;
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const body = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      const bytes = Buffer.from(`{"at":1,"body":${body},${head}}`);
      const value = sealValue(factDigest(bytes));
      const place = `device/${airline}/D-${open.length}`;
      forgeWrites(
        world.ledger,
        EVERYBODY,
        { key: bytesKey(factDigest(value)), value: bytes },
        { ...sealKey(airline, place), value },
      );
      expect(await factStatusOf(world, place)).to.include({ status: 'altered' });
    }
  });

  it('of which a voucher’s seal is missing are unsealed, of which one differs altered', async () => {
    const accepted = (number: number) =>
      ({
        type: 'custody.accepted',
        key: `custody/${forwarder}/S-1/${number}/${forwarder}/end`,
        body: { from: forwarder, to: airline, offer: '0'.repeat(64) },
        sealedBy: [forwarder],
      }) as const;
    const first = forgedFact(accepted(1));
    expect(forgeWrites(world.ledger, othersThan('airline'), ...first.writes)).to.equal('VALID');
    expect(await factStatusOf(world, first.key)).to.deep.include({
      status: 'unsealed',
      seals: [
        { mspId: airline, status: 'missing' },
        { mspId: forwarder, status: 'sealed' },
      ],
    });
    const second = forgedFact(accepted(2));
    forgeWrites(world.ledger, [airline], { ...sealKey(airline, second.key), value: Buffer.alloc(32) });
    forgeWrites(world.ledger, othersThan('airline'), ...second.writes);
    expect(await factStatusOf(world, second.key)).to.include({ status: 'altered' });
  });

  it('of another key, or of another company’s, are no facts of this one', async () => {
    const seal = world.ledger.state.get(sealKey(airline, `company/${airline}/0`));
    const place = `place/${airline}/SFO`;
    forgeWrites(world.ledger, [airline], { ...sealKey(airline, place), value: seal });
    forgeWrites(world.ledger, [caterer], { ...sealKey(caterer, `company/${caterer}/7`), value: seal });
    const call = {
      as: world.admins.caterer,
      method: 'company:GetPlace',
      request: { mspId: airline, code: 'SFO' },
    };
    expect(await world.ledger.refusal(call)).to.include({ code: 'NOT_FOUND' });
    expect(await factStatusOf(world, `company/${caterer}/7`)).to.include({ status: 'altered' });
  });

  it('of a type or version that only newer software knows are unknown, and skipped', async () => {
    const unknown = {
      v: 1,
      type: 'device.painted',
      key: `device/${airline}/D-1`,
      vouchers: [airline],
      ref: 'x',
      at: 1,
      body: {},
    };
    const newer = { ...unknown, type: 'device.registered', v: 2, key: `device/${airline}/D-2` };
    for (const { key, ...fact } of [unknown, newer]) {
      const bytes = Buffer.from(canonicalJson({ ...fact, key }));
      const value = sealValue(factDigest(bytes));
      forgeWrites(
        world.ledger,
        EVERYBODY,
        { key: bytesKey(factDigest(value)), value: bytes },
        { ...sealKey(airline, key), value },
      );
      expect(await factStatusOf(world, key)).to.include({ status: 'unknown' });
      const request = { deviceId: key.slice('device/'.length) };
      const call = { as: world.admins.caterer, method: 'company:GetDevice', request };
      expect(await world.ledger.refusal(call)).to.include({ code: 'NOT_FOUND' });
    }
  });
});
