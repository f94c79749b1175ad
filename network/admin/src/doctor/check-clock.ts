import { systemClock, NetworkError, limits } from '@kontti/fabric-protocol/base';
import { decodeBlock } from '@kontti/fabric-protocol/decoding';
import { createReporter, type Finding, type Reporter } from './finding';
import { doctorLimits } from './limits';
import { openLedger, type OpenedPeer } from './opened-peer';

/** What a peer says to a request whose time is too far from its own (core/deliver, `common.Status`). */
const badRequest = 400;

/** Whether a peer takes a request whose time is so far from this machine's; undefined when it refuses for another reason. */
async function takes(
  { target, signer }: OpenedPeer,
  { channelId, shiftMs }: { channelId: string; shiftMs: number },
): Promise<boolean | undefined> {
  const clock = { nowMs: () => systemClock.nowMs() + shiftMs };
  const ledger = openLedger({ target, signer, channelId, clock });
  const signal = AbortSignal.timeout(doctorLimits.callTimeoutMs);
  try {
    for await (const block of ledger.follow({ from: 0, signal })) return block !== undefined;
    return undefined;
  } catch (error) {
    if (error instanceof NetworkError && error.details['status'] === badRequest) return false;
    return undefined;
  } finally {
    ledger.close();
  }
}

const remedy = 'set both clocks right (NTP): peers refuse requests that are 15 minutes off';

function judge(
  report: Reporter,
  taken: { early: boolean | undefined; now: boolean | undefined; late: boolean | undefined },
): Finding {
  const { early, now, late } = taken;
  const toleranceSeconds = doctorLimits.clockToleranceMs / 1_000;
  if (now === false) {
    return report.problem("the peer's clock is more than 15 minutes from this machine's", remedy);
  }
  if (now === undefined || early === undefined || late === undefined) {
    return report.skipped('the peer says nothing by which its clock could be judged');
  }
  if (early && late) return report.ok(`the peer's clock is within ${toleranceSeconds} s of this machine's`);
  if (!early && !late) return report.skipped('the peer has another peer.authentication.timewindow than 15m');
  const direction = late ? 'ahead of' : 'behind';
  return report.warning(
    `the peer's clock is more than ${toleranceSeconds} s ${direction} this machine's`,
    remedy,
  );
}

/**
 * How far a peer's clock is from this machine's. Peers do not say their time, but refuse a request for blocks whose time is 15
 * minutes off: requests that are a minute short of that, in both directions, show whether the clocks agree to that minute.
 */
export async function checkClock(opened: OpenedPeer, channelId: string): Promise<readonly Finding[]> {
  const shiftMs = limits.timeWindowMs - doctorLimits.clockToleranceMs;
  const [early, now, late] = await Promise.all(
    [-shiftMs, 0, shiftMs].map((shift) => takes(opened, { channelId, shiftMs: shift })),
  );
  return [judge(createReporter('clock', opened.target.endpoint), { early, now, late })];
}

/** Whether the newest block's transactions, whose times their clients chose, come from the future. */
export async function checkNewestBlock(
  { ledger }: OpenedPeer,
  { height, nowMs }: { height: number; nowMs: number },
): Promise<readonly Finding[]> {
  const { time } = decodeBlock(await ledger.block(height - 1));
  const report = createReporter('clock', ledger.channelId);
  if (time === undefined || time === '' || Date.parse(time) <= nowMs + doctorLimits.clockToleranceMs) {
    return [];
  }
  return [
    report.warning(`the newest block's transactions bear the time ${time}, which is still to come`, remedy),
  ];
}
