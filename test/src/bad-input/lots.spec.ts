import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { KonttiError, type KonttiClient } from '@kontti/client-sdk';
import { describeOnNetwork } from '../engine/engine';
import { startTestLedger, type TestLedger } from '../sdk/ledger';
import { registerCompanies } from '../sdk/setup';

const DAY_MS = 86_400_000;
const holderOf = ({ mspId }: KonttiClient): string => `company:${mspId}`;

function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}

/** What a call was refused with, as `<code> <field>`. */
async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    (error: unknown) => {
      if (!(error instanceof KonttiError)) throw error;
      const { field, option } = error.details as { readonly field?: string; readonly option?: string };
      return `${error.code} ${field ?? option ?? ''}`.trimEnd();
    },
  );
}

describeOnNetwork('lots, deals and records asked for wrongly', () => {
  let ledger: TestLedger;
  let air: KonttiClient;
  let forwarder: KonttiClient;
  let retail: KonttiClient;
  let classes: Readonly<Record<'points' | 'titles' | 'debts', string>>;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    ({ air, forwarder, retail } = ledger.clients);
    classes = {
      points: `${air.mspId}/bad-points`,
      titles: `${forwarder.mspId}/bad-titles`,
      debts: `${retail.mspId}/bad-debts`,
    };
    const rules = { kind: 'points', unit: 'EUR cent', holders: 'both', transfer: 'free' } as const;
    await air.lots.setClass({
      ...{ classId: classes.points, version: 0, ...rules, partners: [], redeemAt: [retail.mspId] },
      reversalDays: 14,
    });
    await forwarder.trade.open({ classId: classes.titles });
    await retail.settlement.open({ classId: classes.debts, unit: 'EUR cent' });
  });
  after(() => ledger[Symbol.asyncDispose]());

  const issue = async (ref: string, holder: string, quantity: bigint, expiresAt?: Date): Promise<string> => {
    const lot = { holder, quantity, ...(expiresAt === undefined ? {} : { expiresAt }) };
    await air.lots.issue({ classId: classes.points, ref, version: 0, lots: [lot] });
    return `${air.mspId}/${ref}/0`;
  };
  const title = async (ref: string, to: KonttiClient): Promise<string> => {
    const titles = [{ shipment: `${forwarder.mspId}/${ref}`, to: to.mspId }];
    await forwarder.trade.issueTitles({ classId: classes.titles, ref, titles });
    return `${forwarder.mspId}/${ref}/0`;
  };
  const inputOf = async (by: KonttiClient, lot: string) => {
    const { digest: origin } = await by.lots.get({ lotId: lot });
    return { lot, origin };
  };

  /** Refuses a call with that code, and leaves these lots as they were. */
  const refuses = async (
    lots: readonly string[],
    call: () => Promise<unknown>,
    expected: string,
  ): Promise<void> => {
    const look = async (): Promise<string> =>
      JSON.stringify(await Promise.all(lots.map((lotId) => retail.lots.get({ lotId }))));
    const before = await look();
    expect(await outcomeOf(call())).to.equal(expected);
    expect(await look()).to.equal(before);
  };

  it('what is pledged is not sold, endorsed or surrendered by its holder', async () => {
    const [titleId, money] = [await title('bl-1', retail), await issue('p-1', holderOf(forwarder), 100n)];
    const debts = [{ to: air.mspId, amount: 100n, dueAt: inDays(30) }];
    await retail.settlement.owe({ classId: classes.debts, ref: 'loan', debts });
    const secures = `${retail.mspId}/loan/0`;
    await retail.trade.pledge({ ref: 'pl-1', titleId, to: air.mspId, secures });
    const pledged = `${retail.mspId}/pl-1/m0`;
    const price = { classId: classes.points, amount: 100n };
    const offer = { ref: 'sale-1', lotId: pledged, to: forwarder.mspId, price, expiresAt: inDays(1) };
    const all = [pledged, money, secures];
    await refuses(all, () => retail.trade.offer(offer), 'LOT_PLEDGED moves[0].inputs[0]');
    const move = { ref: 'x-1', titleId: pledged };
    await refuses(all, () => retail.trade.endorse({ ...move, to: forwarder.mspId }), 'LOT_PLEDGED inputs[0]');
    await refuses(all, () => retail.trade.surrender(move), 'LOT_PLEDGED inputs[0]');
    await refuses(all, () => retail.trade.release(move), 'NOT_A_PARTY inputs[0]');
    await refuses(all, () => air.trade.foreclose(move), 'NOT_DUE settles');
    const again = { ref: 'pl-2', titleId: pledged, to: forwarder.mspId, secures };
    await refuses(all, () => retail.trade.pledge(again), 'LOT_PLEDGED inputs[0]');
  });

  it('a proposal is agreed to as it is, in time, and closed once all agreed', async () => {
    const [titleId, money] = [await title('bl-2', forwarder), await issue('p-2', holderOf(retail), 100n)];
    const price = { classId: classes.points, amount: 60n };
    const offer = { lotId: titleId, to: retail.mspId, price };
    const all = [titleId, money];
    await forwarder.trade.offer({ ...offer, ref: 'sale-2', expiresAt: inDays(1) });
    const dealId = `${forwarder.mspId}/sale-2`;
    const { digest } = await retail.deals.get({ dealId });
    const close = () => forwarder.deals.close({ dealId });
    await refuses(all, close, 'NOT_AGREED dealId');
    const other = { dealId, digest: createHash('sha256').update('other terms').digest('hex') };
    await refuses(all, () => retail.deals.agree(other), 'CONTENT_DIFFERS digest');
    await refuses(all, () => air.deals.agree({ dealId, digest }), 'NOT_A_PARTY dealId');
    await refuses(all, () => air.deals.close({ dealId }), 'NOT_A_PARTY dealId');
    const unknown = { dealId: `${forwarder.mspId}/no-such`, digest };
    await refuses(all, () => retail.deals.agree(unknown), 'UNKNOWN_DEAL dealId');
    const late = { ...offer, ref: 'sale-3', expiresAt: new Date(Date.now() - 1) };
    await refuses(all, () => forwarder.trade.offer(late), 'DEAL_EXPIRED expiresAt');
    await forwarder.deals.withdraw({ dealId });
    await refuses(all, () => retail.deals.agree({ dealId, digest }), 'STATE dealId');
    await refuses(all, close, 'STATE dealId');
  });

  it('lots that have expired, are spent, or are somebody else’s are not spent', async () => {
    const expiresAt = new Date(Date.now() + 5_000);
    const old = await issue('p-3', holderOf(retail), 100n, expiresAt);
    const others = await issue('p-4', holderOf(forwarder), 100n);
    const spent = await issue('p-5', holderOf(retail), 100n);
    const moving = (ref: string, inputs: readonly { lot: string; origin: string }[], quantity = 100n) => ({
      ...{ classId: classes.points, ref, kind: 'transfer' as const, inputs },
      outputs: [{ holder: holderOf(air), quantity }],
    });
    await retail.lots.move(moving('m-5', [await inputOf(retail, spent)]));
    while (Date.now() <= expiresAt.getTime()) await retail.lots.get({ lotId: old });
    const all = [old, others, spent];
    const [oldInput, otherInput, spentInput] = await Promise.all(all.map((lot) => inputOf(retail, lot)));
    if (oldInput === undefined || otherInput === undefined || spentInput === undefined) {
      throw new Error('three lots');
    }
    const move =
      (...asked: Parameters<typeof moving>) =>
      () =>
        retail.lots.move(moving(...asked));
    await refuses(all, move('m-6', [oldInput]), 'LOT_EXPIRED inputs[0]');
    await refuses(all, move('m-6', [otherInput]), 'NOT_A_PARTY inputs[0]');
    await refuses(all, move('m-6', [spentInput]), 'LOT_SPENT inputs[0]');
    const forged = { lot: others, origin: oldInput.origin };
    await refuses(all, move('m-6', [forged]), 'UNKNOWN_LOT inputs[0].origin');
    const nothing = { lot: `${air.mspId}/no-such/0`, origin: oldInput.origin };
    await refuses(all, move('m-6', [nothing]), 'UNKNOWN_LOT inputs[0]');
    const twice = () => forwarder.lots.move(moving('m-6', [otherInput, otherInput], 200n));
    await refuses(all, twice, 'FIELD_DUPLICATE body.inputs[1]');
    const more = () => forwarder.lots.move(moving('m-6', [otherInput], 101n));
    await refuses(all, more, 'SUMS_DIFFER outputs');
  });

  it('no more is taken back than was issued, and nothing that went on', async () => {
    const [first, second] = [air.lots.key(), air.lots.key()] as const;
    const [from, to] = [first.holderIn(classes.points), second.holderIn(classes.points)];
    const issued = await issue('p-6', from, 100n);
    const gone = await issue('p-7', from, 100n);
    const transfer = {
      ...{
        classId: classes.points,
        ref: 'm-7',
        kind: 'transfer' as const,
        inputs: [await inputOf(air, gone)],
      },
      outputs: [{ holder: to, quantity: 100n }],
    };
    await air.lots.move(first.sign(transfer, { company: air.mspId }));
    const passedOn = `${air.mspId}/m-7/m0`;
    const all = [issued, gone, passedOn];
    const reverse = (lot: string, outputs: readonly { holder: string; quantity: bigint }[]) => async () => {
      const inputs = [await inputOf(air, lot)];
      await air.lots.move({ classId: classes.points, ref: 'r-1', kind: 'reverse', inputs, outputs });
    };
    await refuses(all, reverse(issued, [{ holder: from, quantity: 101n }]), 'SUMS_DIFFER outputs');
    await refuses(
      all,
      reverse(issued, [{ holder: to, quantity: 50n }]),
      'HOLDER_FORBIDDEN outputs[0].holder',
    );
    await refuses(all, reverse(gone, []), 'LOT_SPENT inputs[0]');
    await refuses(all, reverse(passedOn, []), 'REVERSAL_LATE inputs[0]');
    const stranger = () => retail.rewards.takeBack({ ref: 'r-2', lotId: issued });
    await refuses(all, stranger, 'NOT_A_PARTY inputs[0]');
  });

  it('a gift card has a code of 130 random bits', () => {
    for (const code of ['1234-5678-9012-3456', 'A'.repeat(26), '', retail.rewards.newGiftCard().slice(6)]) {
      expect(() => retail.rewards.giftCard(code), code)
        .to.throw()
        .with.property('code', 'OPTIONS_INVALID');
    }
  });

  it('what is disputed, foreign, or of another unit is not netted', async () => {
    const owe = async (ref: string): Promise<string> => {
      const debts = [{ to: air.mspId, amount: 70n, dueAt: inDays(30) }];
      await retail.settlement.owe({ classId: classes.debts, ref, debts });
      return `${retail.mspId}/${ref}/0`;
    };
    const [disputed, fine] = [await owe('o-1'), await owe('o-2')];
    const points = await issue('p-8', holderOf(forwarder), 100n);
    await air.settlement.dispute({ lotId: disputed, reason: 'twice' });
    const all = [disputed, fine, points];
    const net = (by: KonttiClient, obligationIds: readonly string[]) => () =>
      by.settlement.proposeNetting({ ref: 'n-1', obligationIds, expiresAt: inDays(1) });
    await refuses(all, net(retail, [fine, disputed]), 'LOT_DISPUTED obligations[1]');
    await refuses(all, net(retail, [fine, points]), 'STATE obligations[1]');
    await refuses(all, net(forwarder, [fine]), 'NOT_A_PARTY obligations');
    await refuses(all, net(retail, [fine, fine]), 'FIELD_DUPLICATE obligations[1]');
    const stranger = () => forwarder.settlement.dispute({ lotId: fine, reason: 'not ours' });
    await refuses(all, stranger, 'NOT_A_PARTY lotId');
  });

  it('records are acknowledged by their counterparty alone, as they are', async () => {
    const sha256 = createHash('sha256').update('order 1').digest('hex');
    await forwarder.records.anchor({
      ref: 'bad-orders',
      anchors: [{ name: 'order', sha256, references: [], counterparty: retail.mspId }],
    });
    const recordId = `${forwarder.mspId}/bad-orders/0`;
    const acknowledge = (by: KonttiClient, content = sha256) =>
      by.records.acknowledge({
        ref: 'bad-acks',
        acknowledgements: [{ recordId, content, as: 'accepted' as const }],
      });
    expect(await outcomeOf(acknowledge(air))).to.match(/^NOT_A_PARTY acknowledgements\[0\]/);
    expect(await outcomeOf(acknowledge(retail, 'a'.repeat(64)))).to.match(
      /^CONTENT_DIFFERS acknowledgements\[0\]/,
    );
    const { status } = await air.records.get({ recordId });
    expect(status).to.equal('anchored');
  });
});
