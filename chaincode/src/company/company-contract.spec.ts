import { LIMITS, WRITE_ONCE_POLICY } from '@kontti/model';
import { expect } from 'chai';
import { createTestIdentity } from '../testing/identities';
import { sealKey } from '../testing/memory-state';
import { COMPANIES, NOON_MS, PLACES, createWorld, planOf, type World } from '../testing/world';

const { airline, caterer } = COMPANIES;
const DEVICE = `${airline}/D-1`;
const KEY = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';

describe('the company contract', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  const refusal = async (method: string, request: unknown, as = world.admins.airline) =>
    await world.ledger.refusal({ as, method: `company:${method}`, request });
  const submit = async (method: string, request: unknown, as = world.admins.airline) =>
    await world.ledger.submit({ as, method: `company:${method}`, request });
  const evaluate = async (method: string, request: unknown) =>
    await world.ledger.evaluate<Record<string, unknown>>({
      as: world.admins.caterer,
      method: `company:${method}`,
      request,
    });

  it('shows a company as it registered itself, once', async () => {
    expect(await evaluate('GetCompany', { mspId: airline })).to.include({
      mspId: airline,
      name: 'airline',
      jurisdiction: 'FI',
    });
    const other = { name: 'other', gln: '6400001000018', jurisdiction: 'FI' };
    expect(await refusal('Register', other)).to.deep.include({
      code: 'ALREADY_EXISTS',
      details: { key: `company/${airline}/0` },
    });
    expect(await refusal('GetCompany', { mspId: 'NobodyMSP' })).to.include({ code: 'NOT_FOUND' });
  });

  it('wants the fields of a registration, right and no others', async () => {
    const right = { name: 'x', gln: '6400001000018', jurisdiction: 'FI' };
    for (const [change, code, field] of [
      [{ gln: '6400001000019' }, 'CHECK_DIGIT', 'gln'],
      [{ gln: 6400001000018 }, 'FIELD_TYPE', 'gln'],
      [{ gln: undefined }, 'FIELD_MISSING', 'gln'],
      [{ name: 'a\u0000b' }, 'FIELD_FORMAT', 'name'],
      [{ name: '' }, 'FIELD_RANGE', 'name'],
      [{ jurisdiction: 'XX-1' }, 'FIELD_FORMAT', 'jurisdiction'],
      [{ more: 1 }, 'FIELD_UNKNOWN', 'more'],
      [{ name: null }, 'FIELD_TYPE', 'name'],
    ] as const) {
      const request = { ...right, ...change };
      expect(await refusal('Register', request), JSON.stringify(change)).to.include({ code, field });
    }
  });

  it('wants one argument of JSON text', async () => {
    const as = world.admins.airline;
    const method = 'company:Register';
    for (const [args, code] of [
      [[], 'ARGUMENT_COUNT'],
      [['{}', '{}'], 'ARGUMENT_COUNT'],
      [[''], 'JSON_SYNTAX'],
      [['{'], 'JSON_SYNTAX'],
      [['[]'], 'FIELD_TYPE'],
      [['null'], 'FIELD_TYPE'],
      [['{"name":"a","name":"b"}'], 'JSON_DUPLICATE_KEY'],
      [['{"__proto__":{}}'], 'FIELD_UNKNOWN'],
    ] as const) {
      const refused = await world.ledger.refusal({ as, method, args });
      expect(refused, JSON.stringify(args)).to.include({ code });
      if (code === 'ARGUMENT_COUNT') expect(refused.details).to.deep.equal({ given: args.length });
    }
  });

  it('answers records whole, with the fact that each was read from', async () => {
    const [place] = PLACES;
    const rule = { assetType: 'shipment', version: 0, rule: "'{self}'" };
    await submit('SetRule', rule);
    const cases: readonly (readonly [string, object, string, object])[] = [
      [
        ...(['GetCompany', {}, `company/${airline}/0`] as const),
        { name: 'airline', gln: '6400001000018', jurisdiction: 'FI', registeredAt: NOON_MS },
      ],
      ['GetPlace', { code: 'FIHEL' }, `places/${airline}/places`, { ...place }],
      ['GetRule', { assetType: 'shipment' }, `rule/${airline}/shipment/0`, { ...rule, at: NOON_MS }],
    ];
    for (const [method, request, fact, record] of cases) {
      const { digest } = await evaluate('GetFactStatus', { key: fact });
      expect(await evaluate(method, { mspId: airline, ...request }), method).to.deep.equal({
        ...{ ...record, mspId: airline, fact, digest },
      });
    }
    expect(await refusal('GetPlace', { mspId: airline, code: 'SFO' })).to.include({ field: 'code' });
    expect(await refusal('GetCompany', { mspId: 'NobodyMSP' })).to.include({ field: 'mspId' });
    expect(await refusal('GetRule', { mspId: airline, assetType: 'loyalty' })).to.include({
      field: 'assetType',
    });
  });

  it('keeps a directory of places for each company', async () => {
    expect(await evaluate('GetPlace', { mspId: airline, code: 'JFK' })).to.include({ name: 'New York' });
    expect(await refusal('GetPlace', { mspId: airline, code: 'SFO' })).to.include({ code: 'NOT_FOUND' });
    const [first] = PLACES;
    const sfo = { code: 'SFO', name: 'San Francisco', latitudeE6: 37_620_000, longitudeE6: -122_380_000 };
    expect(await refusal('RegisterPlaces', { ref: 'q', places: [sfo, first] })).to.include({
      code: 'ALREADY_EXISTS',
      field: 'places[1].code',
    });
    expect(await refusal('RegisterPlaces', { ref: 'q', places: [sfo, sfo] })).to.include({
      code: 'ALREADY_EXISTS',
      field: 'places[1].code',
    });
    expect(await refusal('RegisterPlaces', { ref: 'places', places: [sfo] })).to.include({
      code: 'REF_REUSED',
      field: 'ref',
    });
    await submit('RegisterPlaces', { ref: 'q', places: [sfo] });
    expect(await evaluate('GetPlace', { mspId: airline, code: 'SFO' })).to.include({
      fact: `places/${airline}/q`,
    });
  });

  it('registers devices in their owner’s name and revokes them for good', async () => {
    const device = { deviceId: DEVICE, publicKey: KEY };
    expect(await refusal('RegisterDevice', { ...device, deviceId: `${caterer}/D-1` })).to.include({
      code: 'NOT_OWNER',
      field: 'deviceId',
    });
    expect(await refusal('RegisterDevice', { ...device, publicKey: 'AAAA' })).to.include({
      code: 'PUBLIC_KEY',
    });
    expect(await refusal('RevokeDevice', { deviceId: DEVICE, reason: 'x' })).to.include({
      code: 'UNKNOWN_DEVICE',
    });
    await submit('RegisterDevice', device);
    expect(await evaluate('GetDevice', { deviceId: DEVICE })).to.include({
      status: 'active',
      keyType: 'Ed25519',
    });
    const first = await submit('RevokeDevice', { deviceId: DEVICE, reason: 'lost' });
    expect((await submit('RevokeDevice', { deviceId: DEVICE, reason: 'lost' })).result).to.deep.equal(
      first.result,
    );
    expect(await refusal('RevokeDevice', { deviceId: DEVICE, reason: 'other' })).to.include({
      code: 'DEVICE_REVOKED',
    });
    expect(await evaluate('GetDevice', { deviceId: DEVICE })).to.include({
      status: 'revoked',
      reason: 'lost',
    });
  });

  it('numbers rules, and refuses those that no company could meet', async () => {
    const rule = { assetType: 'shipment', version: 0, rule: "AND('{self}', '{custodian}')" };
    expect(await refusal('SetRule', { ...rule, version: 1 })).to.deep.include({
      code: 'SEQUENCE',
      field: 'version',
      details: { expected: 0 },
    });
    for (const [text, code] of [
      ["OutOf(0, '{self}')", 'RULE_UNREACHABLE'],
      ["OutOf(3, '{self}', 'B')", 'RULE_UNREACHABLE'],
      ["'{self}' AND", 'RULE_SYNTAX'],
      ["'{self}.peer'", 'RULE_SYNTAX'],
    ]) {
      expect(await refusal('SetRule', { ...rule, rule: text }), text).to.include({ code, field: 'rule' });
    }
    await submit('SetRule', rule);
    await submit('SetRule', { ...rule, version: 1, rule: "'{self}'" });
    expect(await refusal('SetRule', { ...rule, rule: "'{self}'" })).to.include({ code: 'SEQUENCE' });
    const request = { mspId: airline, assetType: 'shipment' };
    expect(await evaluate('GetRule', request)).to.include({ version: 1, rule: "'{self}'" });
    expect(await refusal('GetRule', { ...request, assetType: 'loyalty' })).to.include({ code: 'NOT_FOUND' });
  });

  it('refuses a rule that names a company which never registered, or asset types without rules', async () => {
    const rule = { assetType: 'shipment', version: 0, rule: "AND('{self}', OR('AuditMSP', '{custodian}'))" };
    expect(await refusal('SetRule', rule)).to.deep.include({
      code: 'UNKNOWN_COMPANY',
      field: 'rule',
      details: { mspId: 'AuditMSP' },
    });
    await submit('SetRule', { ...rule, rule: `AND('{self}', '${caterer}')` });
    const company = { ...rule, assetType: 'company' };
    expect(await refusal('SetRule', company)).to.include({ code: 'FIELD_FORMAT', field: 'assetType' });
  });

  it('lets only registered companies set rules and places', async () => {
    const as = await createTestIdentity({ mspId: 'NewMSP', unit: 'admin' });
    const rule = { assetType: 'shipment', version: 0, rule: "'{self}'" };
    expect(await refusal('SetRule', rule, as)).to.include({ code: 'NOT_REGISTERED' });
    expect(await refusal('RegisterPlaces', { ref: 'p', places: PLACES }, as)).to.include({
      code: 'NOT_REGISTERED',
    });
  });

  it('refuses a company without a seal collection by a code of its own', async () => {
    const as = await createTestIdentity({ mspId: 'NewMSP', unit: 'admin' });
    const registration = { name: 'New', gln: '6400001000049', jurisdiction: 'FI' };
    expect(await refusal('Register', registration, as)).to.deep.include({
      code: 'SEALS_MISSING',
      details: { mspId: 'NewMSP' },
    });
    expect(await refusal('GetCompany', { mspId: 'NewMSP' })).to.include({ code: 'NOT_FOUND' });
    expect(await refusal('GetPlace', { mspId: 'NewMSP', code: 'JFK' })).to.include({ code: 'NOT_FOUND' });
    expect(await evaluate('GetFactStatus', { key: 'company/NewMSP/0' })).to.include({ status: 'absent' });
  });
});

describe('numbers that a company used up itself', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld({ unregistered: ['airline'] });
  });

  const submit = async (method: string, request: unknown) =>
    (await world.ledger.submit({ as: world.admins.airline, method, request })).result as { key: string };
  const evaluate = async (method: string, request: unknown) =>
    await world.ledger.evaluate<object>({ as: world.admins.caterer, method, request });

  /** Seals something that leads to nothing, as a company's own peers can. */
  const burn = (key: string, policy?: Buffer) => {
    const writes = [{ ...sealKey(airline, key), value: Buffer.alloc(32, 7), policy }];
    expect(world.ledger.forge({ coalition: [airline], writes })).to.equal('VALID');
  };

  it('are passed over by registrations', async () => {
    burn(`company/${airline}/0`);
    burn(`company/${airline}/1`, Buffer.from(WRITE_ONCE_POLICY));
    const registration = { name: 'Airline', gln: '6400001000018', jurisdiction: 'FI' };
    expect(await submit('company:Register', registration)).to.include({ key: `company/${airline}/2` });
    expect(await evaluate('company:GetCompany', { mspId: airline })).to.include({ name: 'Airline' });
    burn(`company/${airline}/3`);
    expect(await evaluate('company:GetCompany', { mspId: airline })).to.include({ name: 'Airline' });
    expect(await submit('company:Register', registration)).to.include({ key: `company/${airline}/2` });
  });

  it('end a company’s tries to register', async () => {
    for (let number = 0; number < LIMITS.registrationsMax; number += 1) burn(`company/${airline}/${number}`);
    const request = { name: 'Airline', gln: '6400001000018', jurisdiction: 'FI' };
    const call = { as: world.admins.airline, method: 'company:Register', request };
    expect(await world.ledger.refusal(call)).to.deep.include({
      code: 'SERIES_TOO_LONG',
      details: { max: LIMITS.registrationsMax },
    });
  });

  it('are named where what a company records would be sealed there', async () => {
    await submit('company:Register', { name: 'Airline', gln: '6400001000018', jurisdiction: 'FI' });
    burn(`place/${airline}/LAX`);
    const request = { ref: 'p', places: PLACES };
    const call = { as: world.admins.airline, method: 'company:RegisterPlaces', request };
    expect(await world.ledger.refusal(call)).to.deep.include({
      ...{ code: 'ALREADY_EXISTS', details: { key: `place/${airline}/LAX` } },
    });
    const planning = { ref: 'p', transports: [planOf('T-1')] };
    const plan = { as: world.admins.airline, method: 'transport:Plan', request: planning };
    expect(await world.ledger.refusal(plan)).to.deep.include({
      ...{ code: 'UNKNOWN_PLACE', details: { place: 'JFK' } },
    });
  });

  it('are passed over by rules', async () => {
    await submit('company:Register', { name: 'Airline', gln: '6400001000018', jurisdiction: 'FI' });
    await submit('company:SetRule', { assetType: 'shipment', version: 0, rule: "'{self}'" });
    burn(`rule/${airline}/shipment/1`);
    const asked = { mspId: airline, assetType: 'shipment' };
    expect(await evaluate('company:GetRule', asked)).to.include({ version: 0 });
    await submit('company:SetRule', {
      assetType: 'shipment',
      version: 2,
      rule: "AND('{self}', '{custodian}')",
    });
    expect(await evaluate('company:GetRule', asked)).to.include({ version: 2 });
  });

  it('leave a revocation in force: whatever the owner seals there revokes the device', async () => {
    await submit('company:Register', { name: 'Airline', gln: '6400001000018', jurisdiction: 'FI' });
    await submit('company:RegisterDevice', { deviceId: DEVICE, publicKey: KEY });
    burn(`device/${DEVICE}/revoked`);
    const device = await evaluate('company:GetDevice', { deviceId: DEVICE });
    expect(device).to.include({ status: 'revoked' });
    expect(device).not.to.have.property('revokedAt');
  });
});
