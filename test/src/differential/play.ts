import { common } from '@hyperledger/fabric-protos';
import { Labels } from '../conformance/normalise';
import { prepare, script } from '../conformance/calls';
import { observed, type Failure } from '../conformance/failure';
import type { Stage } from '../conformance/stage';
import { bendEnvelope } from './bends';
import { historyShape, type DraftPlan, type HistoryPlan, type Slot } from './history';
import { describeFailure, describeResult } from './describe';
import { mapInTurn } from './in-turn';
import { differentialLimits } from './limits';
import { withPrefix } from './prefix';
import { readState } from './state';

/** What a history led to, as JSON that does not depend on the engine. */
export interface Outcome {
  /** What endorsing each draft gave: the read-write set to the byte, the answer, the event; or why nothing. */
  readonly drafts: readonly unknown[];
  /** Block by block, of each place: the validation code, why the orderer refused it, or null where nothing was endorsed. */
  readonly codes: readonly (readonly unknown[])[];
  /** What each company reads at the end. */
  readonly state: Readonly<Record<string, unknown>>;
}

type Draft = common.Envelope | { readonly failed: Failure };

/** A history on its way. */
interface Lane {
  readonly plan: HistoryPlan;
  readonly prefix: string;
  readonly labels: Labels;
  readonly drafts: Map<number, Draft>;
  readonly observations: Map<number, unknown>;
  readonly codes: unknown[][];
}

async function endorseDraft(stage: Stage, lane: Lane, number: number): Promise<void> {
  const plan = lane.plan.drafts[number];
  if (plan === undefined) {
    throw new Error(`history ${lane.plan.seed} has no draft ${number}`);
  }
  const draft = await observed(endorsePlan(stage, lane, { plan, number }));
  lane.drafts.set(number, draft);
  lane.observations.set(
    number,
    lane.labels.normalise(
      draft instanceof common.Envelope ? describeResult(draft) : describeFailure(draft.failed),
    ),
  );
}

async function endorsePlan(
  stage: Stage,
  { labels, prefix }: Lane,
  { plan, number }: { plan: DraftPlan; number: number },
): Promise<common.Envelope> {
  const steps = withPrefix(plan.steps, prefix);
  const { by, endorsers, transient = {} } = plan;
  const call = script(steps, { by, endorsers, transient });
  return prepare(stage, call, (txId) => {
    labels.add(txId, `<draft ${number}>`);
  });
}

async function toEnvelope(stage: Stage, lane: Lane, slot: Slot): Promise<common.Envelope | undefined> {
  const draft = lane.drafts.get(slot.draft);
  const plan = lane.plan.drafts[slot.draft];
  if (!(draft instanceof common.Envelope) || plan === undefined || slot.bend === undefined) {
    return draft instanceof common.Envelope ? draft : undefined;
  }
  return bendEnvelope(draft, slot.bend, {
    creator: await stage.signer(plan.by),
    endorsers: await Promise.all(plan.endorsers.map((mspId) => stage.signer(`${mspId}.peer`))),
  });
}

/** Fills one place of a block: with a transaction that does nothing where there is none, or where the orderer refuses it. */
async function submitSlot(
  stage: Stage,
  envelope: common.Envelope | undefined,
): Promise<'ordered' | { failed: Failure } | null> {
  const submitted =
    envelope === undefined
      ? null
      : await observed(stage.submitEnvelope(envelope).then(() => 'ordered' as const));
  if (submitted !== 'ordered') {
    await stage.submitEnvelope(await stage.forgeTransaction({}));
  }
  return submitted;
}

/** Fills a block with the round's places of all lanes, in order. */
async function playBlock(stage: Stage, lanes: readonly Lane[], round: number): Promise<void> {
  const { slots } = historyShape;
  const places: { lane: Lane; envelope: common.Envelope | undefined }[] = [];
  for (const lane of lanes) {
    for (let index = 0; index < slots; index += 1) {
      const slot = lane.plan.rounds[round]?.block[index];
      places.push({ lane, envelope: slot && (await toEnvelope(stage, lane, slot)) });
    }
  }
  const height = await stage.network.height();
  const submitted: unknown[] = [];
  for (const { envelope } of places) {
    submitted.push(await submitSlot(stage, envelope));
  }
  for (let index = places.length; index < stage.messagesMax; index += 1) {
    await submitSlot(stage, undefined);
  }
  const codes = await stage.blockCodes(height);
  if (codes.length !== stage.messagesMax) {
    throw new Error(`block ${height} has ${codes.length} transactions instead of ${stage.messagesMax}`);
  }
  lanes.forEach((lane, number) => {
    const planned = lane.plan.rounds[round]?.block.length ?? 0;
    const own = submitted.slice(number * slots, number * slots + planned);
    lane.codes.push(
      own.map((each, index) =>
        each === 'ordered' ? codes[number * slots + index] : lane.labels.normalise(each),
      ),
    );
  });
}

/** Plays histories side by side, each under the prefix of its own that is given, and reads what they left. */
export async function playHistories(
  stage: Stage,
  histories: readonly { readonly plan: HistoryPlan; readonly prefix: string }[],
): Promise<Outcome[]> {
  const lanes = histories.map((history): Lane => ({
    ...history,
    labels: new Labels(),
    drafts: new Map(),
    observations: new Map(),
    codes: [],
  }));
  const { endorsementsMax } = differentialLimits;
  for (let round = 0; round < historyShape.rounds; round += 1) {
    const work = lanes.flatMap((lane) =>
      (lane.plan.rounds[round]?.endorse ?? []).map((number) => () => endorseDraft(stage, lane, number)),
    );
    await mapInTurn({ work, atOnceMax: endorsementsMax });
    await playBlock(stage, lanes, round);
  }
  return mapInTurn({
    atOnceMax: endorsementsMax,
    work: lanes.map((lane) => async () => ({
      drafts: lane.plan.drafts.map((_, number) => lane.observations.get(number) ?? null),
      codes: lane.codes,
      state: lane.labels.normalise(await readState(stage, lane)) as Outcome['state'],
    })),
  });
}
