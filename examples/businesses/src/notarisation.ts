import { createHash } from 'node:crypto';
import { createRecordTree, KonttiError, verifyInclusion } from '@kontti/client-sdk';
import type { Story } from './story';

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A maker of batteries anchors orders and a database; its supplier and an auditor work with what they got themselves. */
export const notarisation: Story = {
  about: 'documents and a database of 10,000 rows, anchored, acknowledged, corrected, and proven offline',
  companies: { maker: 'BatteryMSP', supplier: 'CellMSP', auditor: 'AuditMSP' },

  async run({ client, events }) {
    const maker = client('maker');
    const supplier = client('supplier');

    // The maker sends ten purchase orders to its supplier as it always did, and anchors what it sent.
    const orders = Array.from({ length: 10 }, (_, n) => Buffer.from(`order ${n}: ${100 + n} cells`));
    const anchors = orders.map((order, n) => ({
      ...{ name: `order ${n}`, mediaType: 'text/plain', sha256: digestOf(order) },
      ...{ references: [`PO-${n}`], counterparty: supplier.mspId },
    }));
    await maker.records.anchor({ ref: 'orders', anchors });

    // The supplier hashes what it received itself. The last order came with other content, so it can be rejected only by phone:
    // an acknowledgement is always about what was anchored.
    const received = orders.map((order, n) => (n === 9 ? Buffer.from('order 9: 999 cells') : order));
    const idOf = (n: number): string => `${maker.mspId}/orders/${n}`;
    const answers = received.slice(0, 9).map((order, n) => ({
      recordId: idOf(n),
      content: digestOf(order),
      as: n === 3 ? ('rejected' as const) : ('accepted' as const),
      ...(n === 3 ? { reason: 'no such cells' } : {}),
    }));
    await supplier.records.acknowledge({ ref: 'answers', acknowledgements: answers });
    const altered = {
      recordId: idOf(9),
      content: digestOf(received[9] ?? Buffer.of()),
      as: 'accepted' as const,
    };
    const refused = await supplier.records.acknowledge({ ref: 'altered', acknowledgements: [altered] }).then(
      () => 'taken',
      (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
    );

    // A database stays where it is: its root is anchored, and a row is shown with a proof of a few hundred bytes.
    const rows = Array.from({ length: 10_000 }, (_, n) => Buffer.from(`cell ${n}: ${3_600 + (n % 90)} mV`));
    const tree = createRecordTree(rows);
    const table = { name: 'cells', root: tree.root, leaves: tree.leaves, references: ['cells/2026-01'] };
    await maker.records.anchor({ ref: 'cells', anchors: [table] });
    const shown = [0, 4_711, 9_999].map((n) => ({ row: rows[n] ?? Buffer.of(), proof: tree.prove(n) }));

    // The auditor has the root from its own peer, and needs nothing else.
    const { root = '', leaves = 0 } = await client('auditor').records.get({
      recordId: `${maker.mspId}/cells/0`,
    });
    for (const { row, proof } of shown) verifyInclusion(proof, row, { root, leaves });

    // Order 3 was a mistake: the fact stays, the maker says what is wrong with it.
    const { fact: key, digest } = await maker.records.get({ recordId: idOf(3) });
    const mistake = { key, digest, index: 3, reason: 'sent to the wrong supplier' };
    const { block } = await maker.records.correct({ ref: 'mistakes', corrections: [mistake] });

    // Every figure once more, from the facts that the auditor's own peer proves.
    const facts = await events('auditor', block);
    const anchored = facts.flatMap((event) => (event.type === 'record.anchored' ? [event.body] : []));
    const said = facts.flatMap((event) => (event.type === 'record.acknowledged' ? [event.body] : []));
    const corrected = facts.flatMap((event) => (event.type === 'record.corrected' ? [event.body] : []));
    return [
      {
        name: 'documents anchored',
        expected: orders.length,
        found: anchored.filter(({ sha256 }) => sha256).length,
      },
      { name: 'rows under an anchored root', expected: rows.length, found: anchored.at(-1)?.leaves ?? 0 },
      { name: 'orders accepted', expected: 8, found: said.filter(({ as }) => as === 'accepted').length },
      { name: 'orders rejected', expected: 1, found: said.filter(({ as }) => as === 'rejected').length },
      { name: 'an altered order', expected: 'CONTENT_DIFFERS', found: refused },
      { name: 'mistakes named', expected: mistake.reason, found: corrected[0]?.reason ?? '' },
    ];
  },
};
