import { BoundedCache } from '@kontti/model';
import { withDecimalJson } from '../decimal-json';
import type { KonttiError } from '../errors';
import type { CallOptions } from '../gateway/call-options';
import { isPermanent } from '../gateway/permanent-fault';
import { DEVICES_FAILED_MAX } from '../limits';
import type { OperationContext } from '../operation';
import type { IndexedBatch } from './batch-groups';
import { groupFailed, groupHeldBack, toPlaces } from './group-outcome';
import type { FailedBatch, GroupOutcome } from './group-outcome';
import { submitSigned } from './submit';

/** Groups of batches that are under way. */
export interface GroupLine {
  /** Each resolves when its group is through; none rejects. */
  readonly running: ReadonlySet<Promise<void>>;
  /** Submits a group once the earlier groups of its devices are through. */
  start(group: readonly IndexedBatch[]): void;
  /** What became known since it was asked last. */
  takeOutcomes(): GroupOutcome[];
  /** The first failure that every other group would meet too. */
  stopped(): KonttiError | undefined;
}

/** Failures that are not of the batches, beside permanent faults. */
const STOPPING: ReadonlySet<string> = new Set([
  'CANCELLED',
  'CHAINCODE_NOT_FOUND',
  'CLIENT_CLOSED',
  'DEFINITION_CHANGED',
  'ENDORSERS_MISSING',
  'UNREACHABLE',
]);

/** Makes an empty line. */
export function startLine(context: OperationContext, options: CallOptions): GroupLine {
  const running = new Set<Promise<void>>();
  const lastOfDevice = new Map<string, Promise<void>>();
  const failedDevices = new BoundedCache<FailedBatch>({ sizeMax: DEVICES_FAILED_MAX });
  let outcomes: GroupOutcome[] = [];
  let stopping: KonttiError | undefined;

  const submitGroup = async (group: readonly IndexedBatch[]): Promise<void> => {
    const batches = group.map(({ bytes }) => bytes);
    try {
      const submitted = await submitSigned(context, batches, options);
      outcomes.push(withDecimalJson({ status: 'stored', batches: toPlaces(group), ...submitted }));
    } catch (failure) {
      const failed = groupFailed(group, failure);
      const { error } = failed;
      outcomes.push(failed);
      for (const { deviceId, index } of group) {
        failedDevices.set(deviceId, { index, error });
      }
      stopping ??= isPermanent(error) || STOPPING.has(error.code) ? error : undefined;
    }
  };
  const run = async (group: readonly IndexedBatch[], earlier: readonly Promise<void>[]): Promise<void> => {
    await Promise.all(earlier);
    const heldBack = new Map(
      group.flatMap(({ deviceId }) => {
        const failed = failedDevices.get(deviceId);
        return failed === undefined ? [] : [[deviceId, failed] as const];
      }),
    );
    for (const [deviceId, failed] of heldBack) {
      const held = group.filter((batch) => batch.deviceId === deviceId);
      outcomes.push(groupHeldBack(held, failed));
    }
    const free = group.filter(({ deviceId }) => !heldBack.has(deviceId));
    if (free.length > 0) {
      await submitGroup(free);
    }
  };
  return {
    running,
    start(group) {
      const devices = [...new Set(group.map(({ deviceId }) => deviceId))];
      const earlier = devices.flatMap((deviceId) => lastOfDevice.get(deviceId) ?? []);
      const ended = run(group, earlier).then(() => {
        running.delete(ended);
        for (const deviceId of devices.filter((each) => lastOfDevice.get(each) === ended)) {
          lastOfDevice.delete(deviceId);
        }
      });
      running.add(ended);
      for (const deviceId of devices) {
        lastOfDevice.set(deviceId, ended);
      }
    },
    takeOutcomes() {
      const taken = outcomes;
      outcomes = [];
      return taken;
    },
    stopped: () => stopping,
  };
}
