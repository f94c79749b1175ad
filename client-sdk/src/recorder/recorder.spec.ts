import { expect } from 'chai';
import type { KonttiClient } from '../client';
import { rememberContext } from '../client-context';
import { createSigningKeyPair } from '../identity/signing-key';
import { GROUPS_IN_FLIGHT_MAX } from '../limits';
import { DeviceLedger, type LedgerHost } from '../testing/device-ledger';
import { withinTurns } from '../testing/within-turns';
import type { ReadingRow } from './reading-row';
import { recordReadings } from './record-readings';

const DEVICE = 'Org1MSP/D-1';
const SHIPMENT = 'Org1MSP/S-1';
const START_MS = Date.parse('2026-03-01T00:00:00Z');
const ROWS = GROUPS_IN_FLIGHT_MAX + 2;
/** Turns of the event loop between two rows. */
const TURNS = 20;

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A ledger that answers nothing once it got a group, until it is released; its time passes only when something waits for it. */
function createHost() {
  let nowMs = START_MS + 86_400_000;
  let isHeld = false;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const counted = { pauses: 0 };
  const host: LedgerHost = {
    timers: {
      nowMs: () => nowMs,
      random: () => 0,
      delay: async (delayMs) => {
        counted.pauses += 1;
        await turn();
        nowMs += delayMs;
      },
    },
    answer: async (work) => {
      await turn();
      if (isHeld) await released;
      return work();
    },
    happen: (work) => void setImmediate(work),
    fate: () => {
      isHeld = true;
      return 'sent';
    },
  };
  return { host, counted, release: () => release() };
}

describe('a recording', () => {
  it('does not look again and again for what is due while as many groups are under way as may be', async () => {
    const { host, counted, release } = createHost();
    const ledger = new DeviceLedger();
    const { publicKey, exportPrivateKey } = createSigningKeyPair();
    ledger.shipments.add(SHIPMENT);
    ledger.addDevice(DEVICE, publicKey);
    async function* rows(): AsyncGenerator<ReadingRow> {
      for (let minute = 0; minute < ROWS; minute += 1) {
        const at = new Date(START_MS + minute * 60_000);
        yield { deviceId: DEVICE, shipmentId: SHIPMENT, at, temperatureMilliC: 4_000 };
        for (let turns = 0; turns < TURNS; turns += 1) await turn();
      }
      release();
    }
    const recording = recordReadings<ReadingRow>({
      client: rememberContext({}, ledger.context(host)) as KonttiClient,
      rows: rows(),
      signerOf: () => ({ privateKey: exportPrivateKey() }),
      ageMs: 1,
    });
    const { recorded } = await withinTurns(recording);
    expect(recorded).to.equal(ROWS);
    expect(counted.pauses).to.be.lessThan(2 * ROWS);
  });
});
