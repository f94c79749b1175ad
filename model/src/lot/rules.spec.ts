import { expect } from 'chai';
import { DAY_MS } from '../amounts';
import { LIMITS } from '../limits';
import {
  classOf,
  asked,
  at,
  company,
  conditions,
  issuer,
  lot,
  output,
  refusalOf,
  wallet,
} from '../testing/asked-moves';
import type { LotClass } from './lot-class';
import { planMove, type AskedMove, type LotContent } from './rules';

const obligation: LotClass = classOf({ kind: 'obligation' });
const pledge = { to: 'B', secures: 'I/o/1/0' };
const debt = { ...lot({ lotId: pledge.secures, holder: company('B'), dueAt: at }), conditions: obligation };

describe('the rules of lots', () => {
  it('move what a company keeps, with what is behind it', () => {
    expect(planMove(asked())).to.deep.equal({
      outputs: [{ holder: company('B'), quantity: 10n, ancestors: 8 }],
      ...{ retired: 0n, orderedBy: undefined },
    });
  });

  it('move what a wallet has, on its order, by the issuer', () => {
    const own = { inputs: [lot({ holder: wallet })], company: issuer };
    expect(planMove(asked(own))).to.include({ orderedBy: wallet });
    expect(refusalOf({ ...own, company: 'A' })).to.equal('NOT_A_PARTY inputs[0]');
  });

  it('need something to move', () => {
    expect(refusalOf({ inputs: [] })).to.equal('STATE inputs');
  });

  it('take inputs that are alike in all that they hand on', () => {
    const changes: readonly Partial<LotContent>[] = [
      { classId: 'I/d' },
      { class: 'c2' },
      { holder: company('B') },
      { dueAt: 1 },
      { shipment: 'A/s' },
      { subject: 'A/x' },
      { pledge },
    ];
    for (const change of changes) {
      expect(refusalOf({ inputs: [lot(), lot(change)], outputs: [output(company('B'), 20n)] })).to.equal(
        'LOT_OF_OTHER inputs[1]',
      );
    }
    const released = { kind: 'release', company: 'B', outputs: [output(company('A'), 20n)] } as const;
    for (const other of [
      { ...pledge, to: 'C' },
      { ...pledge, secures: 'I/o/2/0' },
    ]) {
      const inputs = [lot({ pledge }), lot({ pledge: other })];
      expect(refusalOf({ ...released, inputs })).to.equal('LOT_OF_OTHER inputs[1]');
    }
    expect(refusalOf({ ...released, inputs: [lot({ pledge }), lot({ pledge })] })).to.equal(undefined);
  });

  it('hand on due date, shipment and subject, and the earliest expiry', () => {
    const same = { dueAt: 5, shipment: 'A/s', subject: 'A/x' };
    const inputs = [lot({ ...same, expiresAt: at + 9 }), lot({ ...same, expiresAt: at + 7 }), lot(same)];
    const outcome = planMove(asked({ inputs, outputs: [output(company('B'), 30n)] }));
    expect(outcome).to.deep.include({
      outputs: [{ holder: company('B'), quantity: 30n, expiresAt: at + 7, ...same, ancestors: 8 }],
    });
  });

  it('take what has not expired, until the very millisecond', () => {
    expect(refusalOf({ inputs: [lot({ expiresAt: at })] })).to.equal('LOT_EXPIRED inputs[0]');
    expect(refusalOf({ inputs: [lot({ expiresAt: at + 1 })] })).to.equal(undefined);
  });

  it('keep sums: nothing appears, and something leaves circulation only in the kinds that are for that', () => {
    const sums = (kind: AskedMove['kind'], quantity: bigint, holder: string, change = {}) =>
      refusalOf({ kind, outputs: quantity === 0n ? [] : [output(holder, quantity)], ...change });
    for (const kind of ['transfer', 'split', 'merge'] as const) {
      const holder = company(kind === 'transfer' ? 'B' : 'A');
      expect(sums(kind, 9n, holder), kind).to.equal('SUMS_DIFFER outputs');
      expect(sums(kind, 11n, holder), kind).to.equal('SUMS_DIFFER outputs');
      expect(sums(kind, 10n, holder), kind).to.equal(undefined);
    }
    for (const kind of ['retire', 'redeem'] as const) {
      expect(sums(kind, 10n, company('A')), kind).to.equal('SUMS_DIFFER outputs');
      expect(sums(kind, 11n, company('A')), kind).to.equal('SUMS_DIFFER outputs');
      expect(sums(kind, 4n, company('A')), kind).to.equal(undefined);
      expect(sums(kind, 0n, ''), kind).to.equal(undefined);
    }
    const netting = { isNetting: true };
    expect(sums('net', 10n, company('B'), netting)).to.equal(undefined);
    expect(sums('net', 4n, company('B'), netting)).to.equal(undefined);
    expect(sums('net', 11n, company('B'), netting)).to.equal('SUMS_DIFFER outputs');
    expect(planMove(asked({ kind: 'retire', outputs: [output(company('A'), 3n)] }))).to.include({
      retired: 7n,
    });
  });

  it('leave what is split, retired or pledged with its holder', () => {
    for (const kind of ['split', 'merge', 'retire', 'redeem'] as const) {
      const quantity = kind === 'retire' || kind === 'redeem' ? 9n : 10n;
      expect(refusalOf({ kind, outputs: [output(company('B'), quantity)] }), kind).to.equal(
        'HOLDER_FORBIDDEN outputs[0].holder',
      );
    }
    const twice = [output(company('A'), 5n), output(company('B'), 5n)];
    expect(refusalOf({ kind: 'split', outputs: twice })).to.equal('HOLDER_FORBIDDEN outputs[1].holder');
  });

  it('let companies of the class redeem for wallets, and nothing else', () => {
    const own = { kind: 'redeem', inputs: [lot({ holder: wallet })], outputs: [], company: 'R' } as const;
    expect(planMove(asked(own))).to.deep.include({ retired: 10n, orderedBy: wallet });
    expect(refusalOf({ ...own, company: 'P' })).to.equal('NOT_A_PARTY inputs[0]');
    expect(refusalOf({ ...own, kind: 'retire' })).to.equal('NOT_A_PARTY inputs[0]');
    expect(refusalOf({ ...own, inputs: [lot()] })).to.equal('NOT_A_PARTY inputs[0]');
  });

  it('surrender titles alone', () => {
    const own = { kind: 'surrender', outputs: [] } as const;
    expect(refusalOf(own)).to.equal('STATE kind');
    expect(refusalOf({ ...own, conditions: classOf({ kind: 'title' }) })).to.equal(undefined);
  });

  it('net in deals that are nettings alone', () => {
    expect(refusalOf({ kind: 'net' })).to.equal('STATE kind');
    expect(refusalOf({ kind: 'net', isNetting: false })).to.equal('STATE kind');
    expect(refusalOf({ isNetting: true })).to.equal('STATE kind');
    const toWallet = { kind: 'net', isNetting: true, outputs: [output(wallet)] } as const;
    expect(refusalOf(toWallet)).to.equal('HOLDER_FORBIDDEN outputs[0].holder');
    const strict = classOf({ transfer: 'none', toWalletsOnly: true });
    expect(refusalOf({ kind: 'net', isNetting: true, conditions: strict })).to.equal(undefined);
  });

  it('have a bound of what is behind them', () => {
    expect(refusalOf({ past: LIMITS.ancestorsMax })).to.equal(undefined);
    expect(refusalOf({ past: LIMITS.ancestorsMax + 1 })).to.equal('STATE inputs');
  });

  describe('of pledges', () => {
    const pledging = (change: Partial<AskedMove> = {}): string | undefined =>
      refusalOf({ kind: 'pledge', outputs: [output(company('A'), 10n, { pledge })], ...change });

    it('pledge what a company has to another that may get it', () => {
      expect(pledging()).to.equal(undefined);
      const outcome = planMove(asked({ kind: 'pledge', outputs: [output(company('A'), 10n, { pledge })] }));
      expect(outcome).to.deep.include({
        outputs: [{ holder: company('A'), quantity: 10n, pledge, ancestors: 8 }],
      });
      const self = { outputs: [output(company('A'), 10n, { pledge: { ...pledge, to: 'A' } })] };
      expect(pledging(self)).to.equal('STATE outputs[0].pledge');
      const closed = { conditions: classOf({ transfer: 'none' }) } as const;
      expect(pledging(closed)).to.equal('HOLDER_FORBIDDEN outputs[0].pledge.to');
      const wallets = { conditions: classOf({ holders: 'wallet' }) } as const;
      expect(pledging(wallets)).to.equal('HOLDER_FORBIDDEN outputs[0].pledge.to');
      expect(refusalOf({ outputs: [output(company('B'), 10n, { pledge })] })).to.equal(
        'STATE outputs[0].pledge',
      );
      const ofWallet = { inputs: [lot({ holder: wallet })], outputs: [output(wallet)], company: issuer };
      expect(pledging(ofWallet)).to.equal('STATE kind');
    });

    it('leave pledged lots alone but for release and foreclosure, by the company they are pledged to', () => {
      const pledged = { inputs: [lot({ pledge })], company: 'B' };
      expect(refusalOf(pledged)).to.equal('LOT_PLEDGED inputs[0]');
      const back = { ...pledged, kind: 'release', outputs: [output(company('A'))] } as const;
      expect(planMove(asked(back))).to.include({ orderedBy: undefined });
      expect(refusalOf({ ...back, company: 'A' })).to.equal('NOT_A_PARTY inputs[0]');
      expect(refusalOf({ ...back, inputs: [lot()], company: 'A' })).to.equal('LOT_PLEDGED inputs[0]');
      expect(refusalOf({ ...back, outputs: [output(company('B'))] })).to.equal(
        'HOLDER_FORBIDDEN outputs[0].holder',
      );
    });

    it('foreclose for the obligation that is secured, once it is due and unpaid', () => {
      const own = { kind: 'foreclose', inputs: [lot({ pledge })], company: 'B', settles: debt } as const;
      expect(planMove(asked(own))).to.deep.include({
        outputs: [{ holder: company('B'), quantity: 10n, ancestors: 8 }],
      });
      expect(refusalOf({ ...own, outputs: [output(company('A'))] })).to.equal(
        'HOLDER_FORBIDDEN outputs[0].holder',
      );
      expect(refusalOf({ ...own, settles: undefined })).to.equal('STATE settles');
      expect(refusalOf({ settles: debt })).to.equal('STATE settles');
      const undue: readonly Partial<typeof debt>[] = [
        { lotId: 'I/o/2/0' },
        { conditions },
        { holder: company('A') },
        { pledge },
        { dueAt: undefined },
        { dueAt: at + 1 },
      ];
      for (const change of undue) {
        expect(
          refusalOf({ ...own, settles: { ...debt, ...change } }),
          JSON.stringify(Object.keys(change)),
        ).to.equal('NOT_DUE settles');
      }
    });
  });

  describe('of reversals', () => {
    const issued = lot({ holder: wallet, issuedAt: at - 14 * DAY_MS });
    const reversing = (change: Partial<AskedMove> = {}): string | undefined =>
      refusalOf({
        ...{ kind: 'reverse', inputs: [issued], outputs: [], company: issuer },
        ...{ conditions: classOf({ reversalDays: 14 }), ...change },
      });

    it('take back what a wallet did not spend, without its order, as long as the class says', () => {
      expect(reversing()).to.equal(undefined);
      const outcome = planMove(
        asked({
          ...{ kind: 'reverse', inputs: [issued], outputs: [], company: issuer },
          conditions: classOf({ reversalDays: 14 }),
        }),
      );
      expect(outcome).to.deep.equal({ outputs: [], retired: 10n, orderedBy: undefined });
      expect(reversing({ at: at + 1 })).to.equal('REVERSAL_LATE inputs[0]');
      expect(reversing({ conditions })).to.equal('REVERSAL_LATE inputs[0]');
      const never = classOf({ reversalDays: 0 });
      expect(reversing({ conditions: never, at: at - 14 * DAY_MS })).to.equal('REVERSAL_LATE inputs[0]');
      expect(reversing({ inputs: [issued, { ...issued, issuedAt: undefined }] })).to.equal(
        'REVERSAL_LATE inputs[1]',
      );
    });

    it('take nothing back from companies', () => {
      expect(reversing({ inputs: [lot({ issuedAt: at })], company: 'A' })).to.equal('STATE kind');
    });
  });
});
