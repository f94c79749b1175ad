import { createRandom } from '@kontti/fabric-protocol/testing/random';
import { bendNames, gentleBendNames } from './bends';
import { isChosen, pick, pickWeighted, shuffle, type Random } from './choose';
import { collectionMembers } from './collections';
import {
  companies,
  historyShape,
  setsPolicy,
  type DraftPlan,
  type HistoryPlan,
  type Round,
  type Slot,
} from './history';
import { createPrivateSteps } from './private-steps';
import { createFirstSteps, createPublicSteps } from './public-steps';

const pairs: readonly [string[], ...string[][]] = [
  ['Org1MSP', 'Org2MSP'],
  ['Org1MSP', 'Org3MSP'],
  ['Org2MSP', 'Org3MSP'],
];

/** The majority that the chaincode's policy asks for, or one company alone, which it does not accept. */
const takeEndorsers = (random: Random): readonly string[] =>
  pickWeighted<() => readonly string[]>(random, [
    [50, () => companies],
    [35, () => pick(random, pairs)],
    [15, () => [pick(random, companies)]],
  ])();

function createPublicDraft(random: Random): DraftPlan {
  return { by: pick(random, companies), endorsers: takeEndorsers(random), steps: createPublicSteps(random) };
}

/** Mostly by members, since only they can read; not always. */
function createPrivateDraft(random: Random): DraftPlan {
  const { collection, steps } = createPrivateSteps(random);
  const members = collectionMembers[collection] ?? companies;
  const isMembers = isChosen(random, 60);
  const hidden = isChosen(random, 30) ? createPublicSteps(random) : [];
  return {
    by: isChosen(random, 80) ? (members[random(members.length)] ?? 'Org1MSP') : pick(random, companies),
    endorsers: isMembers ? members : takeEndorsers(random),
    steps: [...steps, ...hidden],
    transient: { value: `t${random(1000)}` },
  };
}

const createDraft = (random: Random): DraftPlan =>
  isChosen(random, 70) ? createPublicDraft(random) : createPrivateDraft(random);

/** Drafts of a history and who of them sets policies. */
interface Course {
  readonly drafts: readonly DraftPlan[];
  /** Not ordered yet. */
  readonly waiting: number[];
  readonly used: number[];
}

function takeSlot(random: Random, { drafts }: Course, draft: number): Slot {
  const names = setsPolicy(drafts[draft]) ? gentleBendNames : bendNames;
  return isChosen(random, 12) ? { draft, bend: pick(random, names) } : { draft };
}

/** Some of what waits goes into the block, in another order; some waits on; some comes again. */
function fillBlock(random: Random, course: Course): Slot[] {
  const { drafts, waiting, used } = course;
  const block: Slot[] = [];
  // Only what sets no policy: as with bends, nothing that could stop a real peer.
  const replayable = used.filter((draft) => !setsPolicy(drafts[draft]));
  for (const draft of shuffle(random, waiting)) {
    if (block.length === historyShape.slots || isChosen(random, 20)) {
      continue;
    }
    block.push(takeSlot(random, course, draft));
    waiting.splice(waiting.indexOf(draft), 1);
    used.push(draft);
    if (isChosen(random, 6) && block.length < historyShape.slots) {
      block.push(takeSlot(random, course, draft));
    }
  }
  if (replayable.length > 0 && block.length < historyShape.slots && isChosen(random, 12)) {
    block.push({ draft: replayable[random(replayable.length)] ?? 0 });
  }
  return block;
}

/** The history of a seed: drafts that are endorsed in one round and ordered in that or a later one. */
export function createHistory(seed: number): HistoryPlan {
  const random = createRandom(seed);
  const drafts: DraftPlan[] = [
    { by: 'Org1MSP', endorsers: companies, steps: createFirstSteps(random) },
    ...Array.from({ length: historyShape.slots - 1 }, () => createPrivateDraft(random)),
  ];
  const used = [...drafts.keys()];
  const rounds: Round[] = [{ endorse: [...used], block: used.map((draft) => ({ draft })) }];
  const course: Course = { drafts, waiting: [], used };
  while (rounds.length < historyShape.rounds) {
    const first = drafts.length;
    const count = 2 + random(3);
    drafts.push(...Array.from({ length: count }, () => createDraft(random)));
    const endorse = Array.from({ length: count }, (_, index) => first + index);
    course.waiting.push(...endorse);
    rounds.push({ endorse, block: fillBlock(random, course) });
  }
  return { seed, drafts, rounds };
}
