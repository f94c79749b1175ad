import { correctionKey, sealHash, type CorrectionRecord, type FactReceipt, type Page } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { COMPANIES, NOON_MS, createWorld, shipmentOf, type Company, type World } from '../testing/world';

const { forwarder, caterer } = COMPANIES;

describe('a correction', () => {
  let world: World;
  let reported: FactReceipt;
  let right: FactReceipt;

  const milestone = { kind: 'loaded', classifier: 'actual', at: NOON_MS, place: 'FIHEL' };
  const milestones = [1, 2].map(() => ({ ...milestone, shipmentId: `${forwarder}/S-1` }));
  const submit = async (by: Company, method: string, request: unknown) =>
    (await world.ledger.submit({ as: world.admins[by], method, request })).result as FactReceipt;
  const correct = (change: object = {}, ref = 'c-1') => {
    const { key, digest } = reported;
    return { ref, corrections: [{ key, digest, reason: 'wrong gate', ...change }] };
  };
  const refusal = async (by: Company, request: unknown) =>
    await world.ledger.refusal({ as: world.admins[by], method: 'record:Correct', request });
  const corrections = async (key: string) =>
    (
      await world.ledger.evaluate<Page<CorrectionRecord>>({
        as: world.admins.caterer,
        method: 'record:QueryCorrections',
        request: { key, pageSize: 10 },
      })
    ).records;

  beforeEach(async () => {
    world = await createWorld();
    await submit('forwarder', 'shipment:Consign', shipmentOf('S-1'));
    reported = await submit('forwarder', 'shipment:ReportMilestones', { ref: 'm-1', milestones });
    right = await submit('forwarder', 'shipment:ReportMilestones', { ref: 'm-2', milestones });
  });

  it('names what is wrong, why, and what takes its place; the wrong fact stays', async () => {
    const { key, digest } = right;
    const request = correct({ index: 1, replacedBy: { key, digest, index: 1 } });
    const first = await submit('forwarder', 'record:Correct', request);
    expect(await submit('forwarder', 'record:Correct', request)).to.deep.equal(first);
    const [found] = await corrections(reported.key);
    expect(found).to.deep.include({
      correction: request.corrections[0],
      company: forwarder,
      fact: first.key,
    });
    const { result } = await world.ledger.simulate({
      as: world.admins.caterer,
      method: 'company:GetFactStatus',
      request: { key: reported.key },
    });
    expect(result).to.include({ status: 'sealed' });
  });

  it('is refused for what does not hold, by who did not vouch, and twice', async () => {
    const { key } = right;
    const cases: [Company, object, string, string][] = [
      ['retailer', correct(), 'NOT_A_PARTY', 'corrections[0].digest'],
      ['forwarder', correct({ digest: 'c'.repeat(64) }), 'NOT_FOUND', 'corrections[0].digest'],
      ['forwarder', correct({ key }), 'NOT_FOUND', 'corrections[0].digest'],
      ['forwarder', correct({ index: 2 }), 'NOT_FOUND', 'corrections[0].digest'],
      ['forwarder', correct({ index: -1 }), 'FIELD_RANGE', 'corrections[0].index'],
      ['forwarder', correct({ reason: '' }), 'FIELD_RANGE', 'corrections[0].reason'],
      [
        'forwarder',
        correct({ replacedBy: { key, digest: 'c'.repeat(64) } }),
        'NOT_FOUND',
        'corrections[0].replacedBy',
      ],
      [
        'forwarder',
        correct({ replacedBy: { key: reported.key, digest: reported.digest } }),
        'STATE',
        'corrections[0].replacedBy',
      ],
    ];
    for (const [by, request, code, field] of cases) {
      expect(await refusal(by, request), field).to.include({ code, field });
    }
    const twice = { ref: 'c-1', corrections: [...correct().corrections, ...correct().corrections] };
    expect(await refusal('forwarder', twice)).to.include({ code: 'FIELD_DUPLICATE' });
    await submit('forwarder', 'record:Correct', correct());
    expect(await refusal('forwarder', correct({ reason: 'other' }, 'c-2'))).to.include({
      code: 'STATE',
      field: 'corrections[0]',
    });
    expect(await refusal('forwarder', correct({ reason: 'other' }))).to.include({ code: 'REF_REUSED' });
  });

  it('names a replacement of the same type only', async () => {
    const { result } = await world.ledger.simulate({
      as: world.admins.caterer,
      method: 'shipment:GetShipment',
      request: { shipmentId: `${forwarder}/S-1` },
    });
    const { digest, fact: key } = result as { digest: string; fact: string };
    expect(await refusal('forwarder', correct({ replacedBy: { key, digest } }))).to.include({
      code: 'STATE',
      field: 'corrections[0].replacedBy',
    });
  });

  it('is corrected itself when it is wrong', async () => {
    const { key, digest } = await submit('forwarder', 'record:Correct', correct({ index: 0 }));
    const back = { ref: 'c-2', corrections: [{ key, digest, index: 0, reason: 'the gate was right' }] };
    await submit('forwarder', 'record:Correct', back);
    expect((await corrections(key)).map(({ correction }) => correction.reason)).to.deep.equal([
      'the gate was right',
    ]);
  });

  it('of what others vouched for shows nothing, whoever seals it', async () => {
    const key = `corrections/${caterer}/f-1`;
    const body = { corrections: [{ key: reported.key, digest: reported.digest, reason: 'forged' }] };
    const { writes } = forgedFact({ type: 'record.corrected', key, body });
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    const { result } = await world.ledger.simulate({
      as: world.admins.caterer,
      method: 'company:GetFactStatus',
      request: { key },
    });
    expect(result).to.include({ status: 'void' });
    expect(await corrections(reported.key)).to.deep.equal([]);
  });

  it('is listed under the fact that it is of alone, and named where it does not hold', async () => {
    const query = (key: string) =>
      world.ledger.evaluate<Page<CorrectionRecord>>({
        ...{ as: world.admins.caterer, method: 'record:QueryCorrections', request: { key, pageSize: 10 } },
      });
    const list = (under: string, id: string, digest: string) => {
      const hash = sealHash(digest).slice(0, 16);
      const key = `idx/correction/${under}/${String(NOON_MS).padStart(16, '0')}/${id}/${hash}`;
      const writes = [{ key, value: Buffer.from('{}') }];
      expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    };
    const { digest } = await submit('forwarder', 'record:Correct', correct());
    const again = { code: 'STATE', field: 'corrections[0]' };
    const [correction] = correct().corrections;
    if (correction === undefined) throw new TypeError('one correction expected');
    expect(await refusal('forwarder', correct({}, 'c-2'))).to.deep.include({
      ...again,
      details: { key: correctionKey(forwarder, correction) },
    });
    list(right.key, `${forwarder}/c-1/0`, digest);
    for (const id of ['x', `${forwarder}/c-1/1`, `${forwarder}/none/0`]) list(reported.key, id, digest);
    const body = { corrections: [{ key: reported.key, digest: reported.digest, reason: 'forged' }] };
    const forged = forgedFact({ type: 'record.corrected', key: `corrections/${caterer}/f`, body });
    const { writes } = forged;
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    list(reported.key, `${caterer}/f/0`, forged.digest);
    expect(await query(right.key)).to.deep.equal({ records: [], rejected: [], bookmark: '' });
    const { records, rejected } = await query(reported.key);
    expect(records.map(({ company, correctedAt }) => [company, correctedAt])).to.deep.equal([
      [forwarder, NOON_MS],
    ]);
    expect(rejected).to.deep.equal([{ key: forged.key, reason: 'void' }]);
  });
});
