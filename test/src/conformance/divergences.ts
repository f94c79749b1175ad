import type { Observation } from './scenario';
import type { RecordedVersion } from './vectors';

/** Where the devnet is known to answer otherwise than Fabric: why, and what it answers. */
interface Divergence {
  readonly reason: string;
  readonly devnet: Observation;
}

/** By the scenario's name. Each is in ARCHITECTURE.md's known divergences. */
export const divergences: Readonly<Record<string, Divergence>> = {
  'Submit of type CONFIG_UPDATE': {
    reason: "the devnet's channel configuration never changes",
    devnet: {
      failed: {
        code: 10,
        message:
          'received unsuccessful response from orderer: status=BAD_REQUEST, info=the configuration of this channel cannot be changed',
        details: [],
      },
    },
  },
};

/** Where a version of Fabric answers otherwise than the one that the devnet follows, and why. */
interface VersionDifference {
  readonly reason: string;
  readonly scenarios: readonly string[];
}

const atEachMethod = (what: string): string[] =>
  ['Evaluate', 'Endorse', 'ProcessProposal'].map((method) => `${method} of a proposal ${what}`);

export const versionDifferences: Readonly<Record<RecordedVersion, readonly VersionDifference[]>> = {
  'v3.1.5': [],
  'v2.5.16': [
    {
      reason:
        "v3 has a filter that looks at a proposal's time, and so at its channel header, before all else",
      scenarios: [
        ...['16 minutes old', 'from 16 minutes ahead', 'without a time'].flatMap(atEachMethod),
        'ProcessProposal of a proposal without bytes',
        'ProcessProposal of a proposal without a header',
        'ProcessProposal of a proposal with a channel header of garbage',
      ],
    },
    {
      reason: "v2.5's gateway calls its own peer behind the filters, so the peer's own checks answer",
      scenarios: ['with a signature header of garbage', 'of an expired certificate'].flatMap((what) =>
        atEachMethod(what).slice(0, 2),
      ),
    },
    {
      reason: "v3's gateway looks for missing parts of a request before it asks who may",
      scenarios: ['an identity', 'a channel', 'a transaction id'].map(
        (part) => `CommitStatus without ${part}`,
      ),
    },
    {
      reason: 'v3 has no system channel',
      scenarios: [
        'Submit whose transaction is of another channel',
        'Submit whose transaction is of no channel',
        'Submit of type ORDERER_TRANSACTION',
      ],
    },
  ],
};
