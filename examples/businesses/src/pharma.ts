import {
  createSerialTree,
  findImpossibleMoves,
  itemToText,
  KonttiError,
  verifyItemText,
  type KonttiClient,
  type KonttiEvent,
} from '@kontti/client-sdk';
import type { Stage, Story } from './story';

const PACKETS = 5_000;
const GTIN = '06412345000012';
const COMPANIES = { maker: 'PharmaMSP', pharmacy: 'PharmacyMSP', chain: 'ChainMSP', auditor: 'AuditMSP' };
const HELSINKI = { latitudeE6: 60_170_000, longitudeE6: 24_940_000 };
const LISBON = { latitudeE6: 38_720_000, longitudeE6: -9_140_000 };

/** A maker of medicine, two pharmacies and an auditor: who scans a packet sees whether it was made, and the ledger whether it was sold before. */
export const pharma: Story = {
  about:
    'serial numbers that a buyer checks offline from a code, dispensed once, sold twice proven, and recalled',
  companies: COMPANIES,

  async run(stage) {
    const codes = await makePackets(stage);
    const checked = checkCodes(codes);
    const pens = await dispensePens(stage);
    const sales = await sellPackets(stage);
    const block = await recallBatch(stage, sales);
    const facts = await stage.events('auditor', block);
    const marks = facts.flatMap((event) => (event.type === 'product.marked' ? [event] : []));
    const certificates = facts.filter((event) => event.type === 'record.acknowledged');
    return [
      { name: 'packets under one root', expected: PACKETS, found: packetsOf(facts) },
      { name: 'codes that a phone took without a network', expected: 3, found: checked.taken },
      { name: 'codes that were altered', expected: 2, found: checked.refused },
      { name: 'certificate sealed by the auditor', expected: 1, found: certificates.length },
      { name: 'a pen dispensed twice', expected: 'STATE', found: pens },
      {
        name: 'pens dispensed',
        expected: 1,
        found: marks.filter(({ body }) => body.kind === 'dispensed').length,
      },
      { name: 'packet sold twice', expected: sales.item, found: contradictedOf(facts) },
      { name: 'packets in two places at once', expected: sales.item, found: copiesOf(marks) },
      { name: 'answers to the recall', expected: 'destroyed, quarantined', found: answersOf(facts) },
    ];
  },
};

interface Codes {
  readonly texts: readonly string[];
  /** What a phone has of the ledger. */
  readonly known: Parameters<typeof verifyItemText>[1];
}

/** 5,000 packets are one root: nobody learns a serial number from the ledger. Each packet's code carries its own proof. */
async function makePackets({ client }: Stage): Promise<Codes> {
  const [maker, auditor] = [client('maker'), client('auditor')];
  const classId = `${maker.mspId}/pills`;
  await maker.products.setClass({
    classId,
    version: 0,
    name: 'pills 500 mg',
    gtin: GTIN,
    regime: 'challenged',
  });
  const serials = Array.from({ length: PACKETS }, (_, n) => `P${(n * 7_919) % 100_003}`);
  const tree = createSerialTree({ serials });
  await maker.products.make({ classId, version: 0, ref: 'B-9', batch: 'B-9', rooted: tree.rooted });

  // The certificate of the batch is anchored by the maker, and sealed by the auditor with what it hashed itself.
  const content = tree.rooted.root;
  const anchor = {
    name: 'certificate of B-9',
    sha256: content,
    references: [`${maker.mspId}/B-9`],
    counterparty: auditor.mspId,
  };
  await maker.records.anchor({ ref: 'C-9', anchors: [anchor] });
  const acknowledged = { recordId: `${maker.mspId}/C-9/0`, content, as: 'accepted' as const };
  await auditor.records.acknowledge({ ref: 'C-9', acknowledgements: [acknowledged] });

  const texts = [0, 17, 4_999].map((n) =>
    itemToText(
      { itemId: `${maker.mspId}/B-9/${n}`, serial: serials[n] ?? '', gtin: GTIN, opening: tree.open(n) },
      'id.example.com',
    ),
  );
  const items = await client('pharmacy').products.getItems({ items: `${maker.mspId}/B-9` });
  return { texts, known: { ...items, gtin: GTIN } };
}

/** A phone that saw the ledger yesterday needs no network today. */
function checkCodes({ texts, known }: Codes): { readonly taken: number; readonly refused: number } {
  const [text = ''] = texts;
  const altered = [text.replace('/21/P', '/21/P1'), text.replace('?k=', '?k=A')];
  const isTaken = (code: string): boolean => {
    try {
      return verifyItemText(code, known).serial !== '';
    } catch {
      return false;
    }
  };
  return { taken: texts.filter(isTaken).length, refused: altered.filter((code) => !isTaken(code)).length };
}

/** Pens are worth a marker each: the ledger itself refuses the second dispensing, at any pharmacy. */
async function dispensePens({ client }: Stage): Promise<string> {
  const [maker, pharmacy, chain] = [client('maker'), client('pharmacy'), client('chain')];
  const classId = `${maker.mspId}/pens`;
  const reporters = [pharmacy.mspId, chain.mspId];
  await maker.products.setClass({ classId, version: 0, name: 'pen', regime: 'enforced', reporters });
  await maker.products.make({ classId, version: 0, ref: 'pens', serials: ['N-1', 'N-2', 'N-3'] });
  const dispense = (by: KonttiClient, ref: string, number: number) =>
    by.products.mark({ ref, marks: [{ items: `${maker.mspId}/pens/0`, kind: 'dispensed', number }] });
  await dispense(pharmacy, 'rx-1', 1);
  return await dispense(chain, 'rx-1', 2).then(
    () => 'taken',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}

interface Sales {
  readonly item: string;
  readonly digests: readonly string[];
}

/** Two pharmacies sell a packet with the same number an hour apart, far from each other: one of the two is a copy. */
async function sellPackets({ client }: Stage): Promise<Sales> {
  const item = `${COMPANIES.maker}/B-9/17`;
  const sell = async (by: KonttiClient, place: string, at: string) => {
    const marks = [{ items: item, kind: 'sold' as const, place, at }];
    return (await by.products.mark({ ref: 'till-1', marks })).result.digest;
  };
  const first = await sell(client('pharmacy'), 'FIHEL', '2026-03-02T10:00:00Z');
  const second = await sell(client('chain'), 'PTLIS', '2026-03-02T11:00:00Z');
  return { item, digests: [first, second] };
}

/** The auditor proves the double sale; the maker recalls the batch, and both pharmacies answer. */
async function recallBatch({ client }: Stage, { item, digests }: Sales): Promise<bigint> {
  const evidence = digests.map((fact) => ({ fact, index: 0 }));
  await client('auditor').products.contradict({ ref: 'twice', kind: 'soldTwice', item, evidence });
  const classId = `${COMPANIES.maker}/pills`;
  await client('maker').products.recall({
    ref: 'R-9',
    classId,
    reason: 'copies in the market',
    batches: ['B-9'],
  });
  const recallId = `${COMPANIES.maker}/R-9`;
  await client('pharmacy').products.answerRecall({
    ref: 'A-1',
    recallId,
    as: 'quarantined',
    items: [`${COMPANIES.maker}/B-9/100-149`],
  });
  const last = { ref: 'A-1', recallId, as: 'destroyed' as const, items: [`${COMPANIES.maker}/B-9/200-219`] };
  return (await client('chain').products.answerRecall(last)).block;
}

function packetsOf(facts: readonly KonttiEvent[]): number {
  const made = facts.flatMap((event) => (event.type === 'product.made' ? [event.body] : []));
  return made.reduce((sum, { rooted }) => sum + (rooted?.count ?? 0), 0);
}

function contradictedOf(facts: readonly KonttiEvent[]): string {
  return facts
    .flatMap((event) => (event.type === 'product.contradicted' ? [event.body.item ?? ''] : []))
    .join(', ');
}

function answersOf(facts: readonly KonttiEvent[]): string {
  const answers = facts.flatMap((event) => (event.type === 'product.answered' ? [event.body.as] : []));
  return answers.toSorted().join(', ');
}

/** What no transport joins is a finding: the ledger has only what companies say of times and places. */
function copiesOf(marks: readonly Extract<KonttiEvent, { type: 'product.marked' }>[]): string {
  const sightings = marks.flatMap(({ body, key }) =>
    body.at === undefined
      ? []
      : [
          {
            ...{ item: body.items, at: body.at, company: key.split('/')[1] ?? '', fact: key },
            ...(body.place === 'FIHEL' ? HELSINKI : LISBON),
          },
        ],
  );
  return findImpossibleMoves(sightings)
    .map(({ item }) => item)
    .join(', ');
}
