import { expect } from 'chai';
import { DAY_MS } from '../amounts';
import { LIMITS } from '../limits';
import { classOf, at, company, issuer, lot, output, refusalOf, wallet } from '../testing/asked-moves';
import type { LotIssue } from './issue';
import type { LotClass } from './lot-class';
import { planIssue } from './rules';

describe('what a class allows', () => {
  describe('of holders', () => {
    const goes = (change: Partial<LotClass>, to: string, from = company('A')): boolean => {
      const isOfWallet = from === wallet;
      const inputs = [lot({ holder: from })];
      const by = isOfWallet ? issuer : from.slice('company:'.length);
      const own = { conditions: classOf({ ...change }), inputs, outputs: [output(to)], company: by };
      const refusal = refusalOf(own);
      expect(refusal).to.be.oneOf([undefined, 'HOLDER_FORBIDDEN outputs[0].holder']);
      return refusal === undefined;
    };

    it('are wallets, companies or both', () => {
      expect([goes({ holders: 'both' }, wallet), goes({ holders: 'both' }, company('B'))]).to.deep.equal([
        true,
        true,
      ]);
      expect([goes({ holders: 'wallet' }, wallet), goes({ holders: 'wallet' }, company('B'))]).to.deep.equal([
        true,
        false,
      ]);
      expect([
        goes({ holders: 'company' }, wallet),
        goes({ holders: 'company' }, company('B')),
      ]).to.deep.equal([false, true]);
    });

    it('are those whom the class lets have lots from the holder', () => {
      const to = [company('B'), company('P'), company(issuer), wallet];
      const reached = (change: Partial<LotClass>, from?: string): boolean[] =>
        to.map((each) => goes(change, each, from));
      expect(reached({ transfer: 'free' })).to.deep.equal([true, true, true, true]);
      expect(reached({ transfer: 'issuer' })).to.deep.equal([false, false, true, false]);
      expect(reached({ transfer: 'issuer' }, company(issuer))).to.deep.equal([true, true, true, true]);
      expect(reached({ transfer: 'partners' })).to.deep.equal([false, true, true, false]);
      expect(reached({ transfer: 'none' })).to.deep.equal([false, false, false, false]);
      expect(reached({ toWalletsOnly: true })).to.deep.equal([false, false, false, true]);
      expect(reached({ toWalletsOnly: false })).to.deep.equal([true, true, true, true]);
    });

    it('keep what comes back to them, whatever the class says', () => {
      expect(goes({ transfer: 'none', holders: 'wallet' }, company('A'))).to.equal(true);
    });
  });

  describe('of issues', () => {
    const issue = (change: Partial<LotIssue> = {}, of: Partial<LotClass> = {}) =>
      planIssue(classOf({ ...of }), { lot: { holder: wallet, quantity: 5n, ...change }, at });
    const refused = (code: 'HOLDER_FORBIDDEN' | 'STATE', field: string) => ({ code, field });

    it('go to holders of the class', () => {
      expect(issue()).to.deep.equal({ holder: wallet, quantity: 5n });
      expect(issue({}, { holders: 'company' })).to.deep.equal(refused('HOLDER_FORBIDDEN', 'holder'));
    });

    it('are of one shipment where they are titles, and of none else', () => {
      const title = { kind: 'title' } as const;
      expect(issue({ shipment: 'A/s' })).to.deep.equal(refused('STATE', 'shipment'));
      expect(issue({}, title)).to.deep.equal(refused('STATE', 'shipment'));
      expect(issue({ shipment: 'A/s' }, title)).to.deep.equal(refused('STATE', 'quantity'));
      expect(issue({ shipment: 'A/s', quantity: 1n }, title)).to.include({ quantity: 1n });
    });

    it('are due where they are obligations, and never else', () => {
      expect(issue({ dueAt: at })).to.deep.equal(refused('STATE', 'dueAt'));
      expect(issue({}, { kind: 'obligation' })).to.deep.equal(refused('STATE', 'dueAt'));
      expect(issue({ dueAt: at }, { kind: 'obligation' })).to.include({ dueAt: at });
    });

    it('expire as the class says, or earlier, and not at once', () => {
      const days = { validityDays: 2 };
      expect(issue({}, days)).to.include({ expiresAt: at + 2 * DAY_MS });
      expect(issue({ expiresAt: at + 1 }, days)).to.include({ expiresAt: at + 1 });
      expect(issue({ expiresAt: at + 2 * DAY_MS }, days)).to.include({ expiresAt: at + 2 * DAY_MS });
      const wrong = refused('STATE', 'expiresAt');
      expect(issue({ expiresAt: at + 2 * DAY_MS + 1 }, days)).to.deep.equal(wrong);
      expect(issue({ expiresAt: at }, days)).to.deep.equal(wrong);
      expect(issue({ expiresAt: at })).to.deep.equal(wrong);
      expect(issue({ expiresAt: LIMITS.timeMsMax })).to.include({ expiresAt: LIMITS.timeMsMax });
      expect(issue({ expiresAt: LIMITS.timeMsMax + 1 })).to.deep.equal(wrong);
    });
  });
});
