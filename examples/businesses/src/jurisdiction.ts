import { KonttiError, verifyCommitment, type KonttiClient, type KonttiEvent } from '@kontti/client-sdk';
import type { Story } from './story';

const COMPANIES = { clinic: 'ClinicMSP', trustee: 'TrusteeMSP', partner: 'AbroadMSP', auditor: 'AuditMSP' };
const ENDORSERS = [COMPANIES.clinic, COMPANIES.trustee];

/** Finnish records on the clinic's and a trustee's peers; and what is the clinic's alone. Both endorse what they hold together. */
const COLLECTIONS = [
  {
    ...{ name: 'in_FI', policy: "OR('ClinicMSP.member', 'TrusteeMSP.member')", requiredPeerCount: 0 },
    ...{ maxPeerCount: 1, blockToLive: 0, memberOnlyRead: true, memberOnlyWrite: true },
    endorsementPolicy: { signaturePolicy: "AND('ClinicMSP.peer', 'TrusteeMSP.peer')" },
  },
  {
    ...{ name: 'own_ClinicMSP', policy: "OR('ClinicMSP.member')", requiredPeerCount: 0 },
    ...{ maxPeerCount: 1, blockToLive: 0, memberOnlyRead: true, memberOnlyWrite: true },
    endorsementPolicy: { signaturePolicy: "OR('ClinicMSP.peer')" },
  },
];

/** A clinic keeps results of a study in Finland, with a trustee; a partner abroad works on the same ledger and never has them. */
export const jurisdiction: Story = {
  about: 'values that stay in Finland, held by a trustee too, shown to an auditor as evidence, and erased',
  companies: COMPANIES,
  collections: COLLECTIONS,

  async run(stage) {
    const { client } = stage;
    const clinic = client('clinic');

    // Five results are kept. Blocks have a salted hash of each; the values go to the peers of the clinic and of the trustee alone.
    const values = Array.from({ length: 5 }, (_, n) =>
      Buffer.from(JSON.stringify({ subject: n, result: 40 + n })),
    );
    const kept = [];
    for (const value of values) {
      const request = { value, jurisdiction: 'FI', endorsers: ENDORSERS };
      kept.push((await clinic.privateRecords.keep(request)).result);
    }
    const commitments = kept.map((each) => Object.assign({ jurisdiction: 'FI' }, each));
    await clinic.privateRecords.publish({ ref: 'study-7', commitments });

    // The clinic's own notes are on its own peers alone.
    const note = (await clinic.privateRecords.keep({ value: Buffer.from('call subject 3') })).result;
    const first = { recordId: kept[0]?.recordId ?? '', jurisdiction: 'FI' };
    const readBy = (company: string, request: { recordId: string; jurisdiction?: string }) =>
      codeOf(client(company).privateRecords.read(request));
    const readers = {
      trustee: await readBy('trustee', first),
      partner: await readBy('partner', first),
      note: await readBy('trustee', { recordId: note.recordId }),
      sweden: await codeOf(clinic.privateRecords.keep({ value: Buffer.from('x'), jurisdiction: 'SE' })),
    };

    const evidence = await showEvidence(clinic, client('auditor'), first);

    // The subject takes its consent back: the value is purged from both peers, and what remains points nowhere.
    const erased = await clinic.privateRecords.erase({
      ...first,
      reason: 'consent withdrawn',
      endorsers: ENDORSERS,
    });
    const after = { clinic: await readBy('clinic', first), trustee: await readBy('trustee', first) };
    const { status } = await client('auditor').privateRecords.getCommitment({ recordId: first.recordId });

    const facts = await stage.events('partner', erased.block);
    return [
      {
        name: 'commitments that the partner abroad sees',
        expected: 5,
        found: countOf(facts, 'record.published'),
      },
      { name: 'the trustee reads a value', expected: 'taken', found: readers.trustee },
      { name: 'the partner abroad does not', expected: 'NOT_A_PARTY', found: readers.partner },
      { name: 'the trustee does not read the clinic’s own', expected: 'NOT_A_PARTY', found: readers.note },
      { name: 'a jurisdiction without members', expected: 'UNKNOWN_COLLECTION', found: readers.sweden },
      { name: 'evidence that the auditor took', expected: 'taken', found: evidence.shown },
      { name: 'evidence that was altered', expected: 'EVIDENCE_INVALID', found: evidence.altered },
      { name: 'the clinic after the erasure', expected: 'NOT_FOUND', found: after.clinic },
      { name: 'the trustee after the erasure', expected: 'NOT_FOUND', found: after.trustee },
      { name: 'what the ledger says of it', expected: 'erased', found: status },
      { name: 'erasures', expected: 1, found: countOf(facts, 'record.erased') },
      { name: 'values in facts', expected: 0, found: valuesIn(facts, values) },
    ];
  },
};

/** The auditor gets value and salt by hand, and compares them with what its own peer says was published. */
async function showEvidence(
  clinic: KonttiClient,
  auditor: KonttiClient,
  record: { readonly recordId: string; readonly jurisdiction: string },
): Promise<{ readonly shown: string; readonly altered: string }> {
  const { value, salt } = await clinic.privateRecords.read(record);
  const { commitment } = await auditor.privateRecords.getCommitment({ recordId: record.recordId });
  const check = async (shown: Buffer) => verifyCommitment({ value: shown, salt, commitment });
  return {
    shown: await codeOf(check(value)),
    altered: await codeOf(check(Buffer.from(JSON.stringify({ subject: 0, result: 41 })))),
  };
}

function countOf(facts: readonly KonttiEvent[], type: KonttiEvent['type']): number {
  return facts.filter((event) => event.type === type).length;
}

function valuesIn(facts: readonly KonttiEvent[], values: readonly Buffer[]): number {
  const text = JSON.stringify(facts.map(({ body }) => body));
  const forms = values.flatMap((value) => [
    value.toString(),
    value.toString('hex'),
    value.toString('base64'),
  ]);
  return forms.filter((form) => text.includes(form)).length;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'taken',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}
