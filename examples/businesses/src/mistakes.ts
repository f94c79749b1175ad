import { KonttiError, type KonttiClient, type KonttiEvent } from '@kontti/client-sdk';
import { makeMistakes, type Named } from './made-mistakes';
import type { Story } from './story';

const COMPANIES = { forwarder: 'ForwarderMSP', airline: 'AirMSP', retailer: 'RetailMSP' };

/** Lists of shipments, milestones, points, links and places, each with mistakes: all stays, and further facts say what is wrong and why. */
export const mistakes: Story = {
  about:
    'shipments, milestones, points, links and places recorded together, then amended, cancelled, corrected and retracted by facts that name what is wrong and why',
  companies: COMPANIES,

  async run(stage) {
    const { pairs, holder, programme, cancelled, underWay } = await makeMistakes(stage);
    const { client } = stage;
    const [forwarder, airline, retailer] = [client('forwarder'), client('airline'), client('retailer')];

    // Of each subject one entry is corrected, which names what takes its place, and another one is retracted.
    for (const [subject, { by, wrong, right, retracted }] of Object.entries(pairs)) {
      const corrections = [
        { ...wrong, reason: `wrong ${subject}`, replacedBy: right },
        { ...retracted, reason: `${subject} that never were` },
      ];
      await client(by).records.correct({ ref: `c-${subject}`, corrections });
    }

    // A correction can be wrong too. It stays like everything else, and is corrected itself.
    const again = { ...pairs.places.retracted, reason: 'another reason' };
    const stranger = { ...pairs.shipments.wrong, reason: 'not ours' };
    const nothing = { ...pairs.points.wrong, digest: 'a'.repeat(64), reason: 'no such fact' };
    const last = await outcomeOf(correct(forwarder, 'again', again));
    const { key, digest } = (
      await correct(airline, 'late', { ...pairs.points.right, reason: 'no, it was right' })
    ).result;
    const { block } = await correct(airline, 'undone', { key, digest, index: 0, reason: 'right after all' });

    const shown: string[] = [];
    for await (const { correction } of retailer.records.queryCorrections({ key: pairs.points.wrong.key })) {
      shown.push(correction.reason);
    }
    const { points } = await retailer.loyalty.getBalance({ programme, holder, at: new Date() });
    const found = figuresOf(await stage.events('retailer', block));
    return [
      { name: 'shipments consigned together', expected: 4, found: found.together },
      { name: 'shipments amended', expected: 2, found: found.amended },
      { name: 'shipments cancelled', expected: 1, found: found.cancelled },
      { name: 'amendments and cancellations that say why', expected: 3, found: found.reasons },
      { name: 'a shipment cancelled under way', expected: 'UNDER_WAY', found: underWay },
      { name: 'what became of the cancelled one', expected: 'cancelled', found: cancelled },
      { name: 'entries corrected or retracted', expected: 12, found: found.corrections },
      { name: 'of them with what is right', expected: 5, found: found.replaced },
      { name: 'types of facts that were wrong', expected: 6, found: found.kinds },
      { name: 'facts that corrections removed', expected: 0, found: found.missing },
      {
        name: 'why the points are wrong',
        expected: 'wrong points; points that never were; no, it was right',
        found: shown.join('; '),
      },
      { name: 'points that are still shown', expected: 7_948n, found: points },
      { name: 'a second correction of the same', expected: 'STATE', found: last },
      {
        name: 'a correction by a stranger',
        expected: 'NOT_A_PARTY',
        found: await outcomeOf(correct(retailer, 'x', stranger)),
      },
      {
        name: 'a correction of nothing',
        expected: 'NOT_FOUND',
        found: await outcomeOf(correct(airline, 'y', nothing)),
      },
    ];
  },
};

async function correct(by: KonttiClient, ref: string, correction: Named & { readonly reason: string }) {
  return await by.records.correct({ ref, corrections: [correction] });
}

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}

/** Every figure once more, from the facts that the retailer's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const corrections = facts.flatMap((event) => (event.type === 'record.corrected' ? [event.body] : []));
  const amended = facts.flatMap((event) => (event.type === 'shipment.amended' ? [event.body] : []));
  const cancelled = facts.flatMap((event) => (event.type === 'shipment.cancelled' ? [event.body] : []));
  const keys = new Map(facts.map((event) => [event.key, event.type]));
  const digests = new Set(facts.map((event) => event.digest));
  const missing = corrections.filter(({ key }) => !keys.has(key));
  return {
    together: facts.filter(({ type }) => type === 'shipment.consignments').length,
    amended: amended.length,
    cancelled: cancelled.length,
    reasons: [...amended, ...cancelled].filter(
      ({ reason, corrects }) => reason !== '' && digests.has(corrects),
    ).length,
    corrections: corrections.length,
    replaced: corrections.filter(({ replacedBy }) => replacedBy !== undefined).length,
    kinds: new Set(corrections.map(({ key }) => keys.get(key))).size,
    missing: missing.length,
  };
}
