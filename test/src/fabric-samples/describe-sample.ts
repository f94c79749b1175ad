import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeOnNetwork } from '../engine/engine';

/** Installing and compiling packages from a cold cache, on a busy machine. */
const timeoutMs = 300_000;

const ownNetwork = 'it deploys under a name of its own, and counts blocks from 0';

/**
 * A suite about one of fabric-samples, given the folder of these; without `FABRIC_SAMPLES` all its tests are pending, and on a network
 * that ran before too, unless it says that it can join one.
 */
export function describeSample(
  title: string,
  suite: (samples: string) => void,
  { canJoin = false }: { readonly canJoin?: boolean } = {},
): void {
  const samples = process.env['FABRIC_SAMPLES'];
  if (samples === undefined || !existsSync(join(samples, 'asset-transfer-basic'))) {
    describe.skip(`fabric-samples: ${title} (FABRIC_SAMPLES does not name them)`, () => {
      suite('');
    });
    return;
  }
  const run = function (this: Mocha.Suite): void {
    this.timeout(timeoutMs);
    suite(samples);
  };
  describeOnNetwork(`fabric-samples: ${title}`, run, canJoin ? {} : { ownNetwork });
}
