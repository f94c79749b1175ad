import { createHash } from 'node:crypto';
import { COMPANIES, type World } from '@kontti/chaincode/testing/world';
import { MARK } from './record-commands';
import { isHeld, recordedFacts, type RecordedFact } from './recorded-facts';

const { forwarder, retailer } = COMPANIES;

/**
 * What does not add up. The rules are written down once more here: the counterparty alone answers, once a stage and about what was anchored; a
 * commitment is of what was kept; what is erased is nowhere; and no private value is public.
 */
export async function findViolations(
  world: World,
  { trustsAll }: { readonly trustsAll: boolean },
): Promise<readonly string[]> {
  const held: RecordedFact[] = [];
  for (const each of recordedFacts(world, 'record')) {
    if (trustsAll || (await isHeld(world, each.fact))) held.push(each);
  }
  return [...checkAnswers(held), ...checkCommitments(world, held), ...checkPublic(world)];
}

function checkAnswers(held: readonly RecordedFact[]): string[] {
  const seen = new Set<string>();
  return held.flatMap(({ fact }) => {
    if (fact.type !== 'record.acknowledged') return [];
    const by = fact.key.split('/')[1] ?? '';
    return fact.body.acknowledgements.flatMap(({ recordId, content, as }) => {
      const n = Number(recordId.split('/')[2]);
      const stage = `${recordId} ${as === 'received'}`;
      const isFirst = !seen.has(stage);
      seen.add(stage);
      const isRight = by === retailer && content === ('abc'[n] ?? '').repeat(64) && isFirst;
      return isRight ? [] : [`${fact.key}: an answer that does not count`];
    });
  });
}

/** Every commitment that is public is the hash of something that was in a collection under that id by then. */
function checkCommitments({ ledger }: World, held: readonly RecordedFact[]): string[] {
  const kept = new Set(
    ledger.transactions
      .filter(({ code }) => code === 'VALID')
      .flatMap(({ writes }) => writes)
      .flatMap(({ key, value }) =>
        key.startsWith('record/') && value !== undefined
          ? [`${key.slice('record/'.length)} ${createHash('sha256').update(value).digest('hex')}`]
          : [],
      ),
  );
  return held.flatMap(({ fact }) => {
    if (fact.type === 'record.published') {
      return fact.body.commitments
        .filter(({ recordId, commitment }) => !kept.has(`${recordId} ${commitment}`))
        .map(({ recordId }) => `${recordId} was never kept like that`);
    }
    if (fact.type !== 'record.erased') return [];
    const recordId = fact.key.slice('erased/'.length);
    const places = ['in_FI', `own_${forwarder}`].map((collection) => ({
      collection,
      key: `record/${recordId}`,
    }));
    const collection = fact.body.jurisdiction === undefined ? `own_${forwarder}` : 'in_FI';
    const left = places.filter(
      (place) => place.collection === collection && ledger.state.get(place) !== undefined,
    );
    return left.map(() => `${recordId} is erased and still kept`);
  });
}

/** A private value is in writes of its collection, and in nothing else of any transaction. */
function checkPublic({ ledger }: World): string[] {
  const forms = [MARK, Buffer.from(MARK).toString('hex'), Buffer.from(MARK).toString('base64').slice(0, 16)];
  return ledger.transactions.flatMap(({ txId, writes, event }) => {
    const texts = [
      ...writes.filter(({ collection }) => collection === undefined || collection.startsWith('seal_')),
      ...(event === undefined ? [] : [{ key: event.name, value: event.payload }]),
    ].map(({ key, value }) => `${key} ${value?.toString('latin1') ?? ''}`);
    return texts.some((text) => forms.some((form) => text.includes(form)))
      ? [`${txId} shows a private value`]
      : [];
  });
}
