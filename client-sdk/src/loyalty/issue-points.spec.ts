import type { EarnedPoints } from '@kontti/model';
import { expect } from 'chai';
import { KonttiError } from '../errors';
import { startCall } from '../gateway/call-options';
import { SYSTEM_TIMERS } from '../gateway/timers';
import { TERMS_ATTEMPTS_MAX } from '../limits';
import { issuePoints } from './issue-points';
import type { Issue, IssueSource } from './issue-points';

const holder = 'ab'.repeat(32);
const plan = {
  transportId: 'AirMSP/T-1',
  mode: 'air',
  number: 'AY1',
  from: 'JFK',
  to: 'LAX',
  departurePlanned: new Date(0),
  arrivalPlanned: new Date(1),
  distanceMeters: 1_000_000,
} as const;

function refusal(code: string, field: string): KonttiError {
  return new KonttiError({ code, stage: 'endorse', message: code, details: { remedy: '', field } });
}

/** Terms whose version and points a kilometre grow with each read. */
function createSource(
  statuses: Readonly<Record<string, 'arrived' | 'cancelled'>>,
): IssueSource & { reads: number } {
  const source = {
    timers: SYSTEM_TIMERS,
    call: startCall({}, SYSTEM_TIMERS),
    reads: 0,
    journeySecret: () => Promise.resolve(Buffer.alloc(32, 1)),
    getTerms: () => {
      source.reads += 1;
      return Promise.resolve({
        version: source.reads,
        milliPointsPerKm: source.reads * 1000,
        compensation: [],
      });
    },
    getTransport: (transportId: string) => {
      const status = statuses[transportId];
      return status === undefined
        ? Promise.reject(refusal('UNKNOWN_TRANSPORT', 'transportId'))
        : Promise.resolve({ plan, status });
    },
  };
  return source;
}

describe('issuing points', () => {
  const journeysOf = (...ids: string[]) => ids.map((transportId) => ({ holder, transportId }));

  const issue = (
    ids: readonly string[],
    submit: (termsVersion: number, earned: readonly EarnedPoints[]) => Promise<string>,
  ): Issue<string> => ({
    ...{ programme: 'AirMSP/miles', journeys: journeysOf(...ids), kind: 'accrual', field: 'accruals' },
    submit,
  });

  const outcomeOf = (call: Promise<string>): Promise<unknown> =>
    call.catch((error: unknown) =>
      error instanceof KonttiError
        ? `${error.stage} ${error.code} ${String(error.details['field'] as string)}`
        : error,
    );

  it('computes them anew under the terms that came into force meanwhile', async () => {
    const submitted: string[] = [];
    const asked = issue(['T-1'], (version, [earned]) => {
      submitted.push(`${version}: ${earned?.amount}`);
      const isOutdated = version < 3;
      return isOutdated ? Promise.reject(refusal('SEQUENCE', 'termsVersion')) : Promise.resolve('booked');
    });
    expect(await issuePoints(createSource({ 'T-1': 'arrived' }), asked)).to.equal('booked');
    expect(submitted).to.deep.equal(['1: 1000', '2: 2000', '3: 3000']);
  });

  it('gives up where terms change all the time, and at once for any other refusal', async () => {
    const source = createSource({ 'T-1': 'arrived' });
    const outdated = issue(['T-1'], () => Promise.reject(refusal('SEQUENCE', 'termsVersion')));
    expect(await outcomeOf(issuePoints(source, outdated))).to.equal('endorse SEQUENCE termsVersion');
    expect(source.reads).to.equal(TERMS_ATTEMPTS_MAX);
    const other = createSource({ 'T-1': 'arrived' });
    const refused = issue(['T-1'], () => Promise.reject(refusal('ALREADY_BOOKED', 'accruals[0]')));
    expect(await outcomeOf(issuePoints(other, refused))).to.equal('endorse ALREADY_BOOKED accruals[0]');
    expect(other.reads).to.equal(1);
  });

  it('fails as the reading of a transport fails, unless there is none', async () => {
    const source = Object.assign(createSource({ 'T-1': 'arrived' }), {
      getTransport: () => Promise.reject(refusal('UNREACHABLE', '')),
    });
    const asked = issue(['T-1'], () => Promise.resolve('booked'));
    expect(await outcomeOf(issuePoints(source, asked))).to.equal('endorse UNREACHABLE ');
    source.getTransport = () => Promise.reject(new RangeError('of another kind'));
    expect(await outcomeOf(issuePoints(source, asked))).to.be.instanceOf(RangeError);
  });

  it('says which journey earns nothing, unless it was booked before', async () => {
    const statuses = { 'T-1': 'arrived', 'T-2': 'cancelled' } as const;
    const refusing = (_: number, earned: readonly EarnedPoints[]) => {
      const index = earned.findIndex(({ amount }) => amount === 0n);
      return index < 0
        ? Promise.resolve('booked')
        : Promise.reject(refusal('NOTHING_EARNED', `accruals[${index}]`));
    };
    const cases: [string[], string][] = [
      [['T-1'], 'booked'],
      [['T-1', 'T-2'], 'local STATE accruals[1].transportId'],
      [['T-1', 'T-9', 'T-2'], 'local UNKNOWN_TRANSPORT accruals[1].transportId'],
    ];
    for (const [ids, outcome] of cases) {
      expect(await outcomeOf(issuePoints(createSource(statuses), issue(ids, refusing)))).to.equal(outcome);
    }
    const repeated = issue(['T-2'], () => Promise.resolve('first receipt'));
    expect(await issuePoints(createSource(statuses), repeated)).to.equal('first receipt');
  });
});
