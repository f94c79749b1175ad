import type { Fact } from '../fact/define-fact';
import { alwaysHolds, verdictOf, verdictOfEntries, type Judge } from '../fact/judge';
import type { RecordsAcknowledged } from './acknowledgement';
import type { RecordsAnchored } from './anchor';
import type { FactsCorrected } from './correction';
import { correctionHolds, type Judging } from './correction-life';
import { recordAcknowledged, recordCorrected } from './facts';
import { acknowledgementHolds, anchoringHolds } from './life';
import { commitmentHolds, publicationHolds } from './private-life';
import type { CommitmentsPublished } from './private-record';

const anchoringIsHeld: Judge<Fact<'record.anchored', RecordsAnchored>> = async (reader, sealed) =>
  verdictOf(await anchoringHolds(reader, sealed));

const acknowledgementsHold: Judge<Fact<string, RecordsAcknowledged>> = async (reader, sealed) => {
  const { fact, digest } = sealed;
  const company = recordAcknowledged.key.parse(fact.key)?.company ?? '';
  const entries = fact.body.acknowledgements.map((entry) =>
    acknowledgementHolds(reader, { company, entry, digest }),
  );
  return verdictOfEntries(await Promise.all(entries));
};

const commitmentsHold: Judge<Fact<'record.published', CommitmentsPublished>> = async (reader, sealed) => {
  if (!(await publicationHolds(reader, sealed))) return verdictOf(false);
  const { fact, digest } = sealed;
  const entries = fact.body.commitments.map((commitment) => commitmentHolds(reader, { commitment, digest }));
  return verdictOfEntries(await Promise.all(entries));
};

/** How each fact of records is judged; what is corrected is judged as its own subject does. */
export function createRecordJudges(judging: Judging) {
  const correctionsHold: Judge<Fact<string, FactsCorrected>> = async (reader, { fact, digest }) => {
    const company = recordCorrected.key.parse(fact.key)?.company ?? '';
    const entries: boolean[] = [];
    // One after another: each of them can ask as many questions as any fact can.
    for (const correction of fact.body.corrections) {
      entries.push(await correctionHolds(reader, judging, { company, correction, digest }));
    }
    return verdictOfEntries(entries);
  };
  return {
    'record.anchored': anchoringIsHeld,
    'record.acknowledged': acknowledgementsHold,
    'record.corrected': correctionsHold,
    'record.published': commitmentsHold,
    'record.erased': alwaysHolds,
  };
}
