import { expect } from 'chai';
import fc from 'fast-check';
import { createClient } from './client';
import type { DefinitionGuard } from './definition/guard';
import { createError, KonttiError } from './errors';
import { createSemaphore } from './gateway/semaphore';
import * as sdk from './index';
import { startScriptedGateway } from './testing/scripted-gateway';
import { withTypedErrors } from './typed-errors';

const SEED = Number(process.env['SEED'] ?? 20261129);

type AnyFunction = (...args: unknown[]) => unknown;

/** Every function below an object, with its path. */
function* functionsOf(api: object, path = ''): Generator<readonly [string, AnyFunction]> {
  for (const [name, member] of Object.entries(api) as [string, unknown][]) {
    const at = path === '' ? name : `${path}.${name}`;
    if (typeof member === 'function') {
      yield [at, member as AnyFunction];
      yield* functionsOf(member, at);
    } else if (typeof member === 'object' && member !== null) {
      yield* functionsOf(member, at);
    }
  }
}

/** What a call ends with, whatever it returns: a value, a promise or a generator. */
async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    const result = call();
    if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result) {
      await (result as AsyncGenerator<unknown>).next();
    }
    await result;
    return undefined;
  } catch (error) {
    return error;
  }
}

function cyclic(): object {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

/** What JavaScript lets through. */
const anything = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    NaN,
    0,
    -1,
    1.5,
    '',
    'x',
    5n,
    Symbol('x'),
    cyclic(),
    new Map(),
    new Date(NaN),
  ),
  fc.constantFrom(Buffer.of(1), [cyclic()], () => 'x', Object.create(null), {
    lots: [1],
    amount: 1n,
    at: new Date(0),
  }),
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, maxDepth: 3 }),
  fc.record({
    transactionId: fc.anything(),
    deviceId: fc.constantFrom('A/d', ''),
    bytes: fc.constantFrom(Buffer.of(1), ''),
    programme: fc.constantFrom('A/p', NaN),
    signal: fc.constantFrom(undefined, {}, AbortSignal.abort()),
    timeoutMs: fc.constantFrom(undefined, NaN, 0, 5),
  }),
);

/** Every function that the package exports; the one class is not called. */
const { KonttiError: _class, ...EXPORTS } = sdk;

describe('every failure', () => {
  it('of an exported function names what was wrong, and nothing is taken that is of a wrong type', async () => {
    const wrong: readonly unknown[] = [undefined, null, 5, NaN, true, Symbol('x'), () => 'x'];
    for (const [name, call] of functionsOf(EXPORTS)) {
      for (const value of [...wrong, new Map(), [undefined], new Array(1), Object.create(null), {}, 'x']) {
        for (const args of [[value], [value, value], [value, {}], [{}, value], [[], value]]) {
          const shown = `${name}: ${args.map((each) => typeof each).join(', ')}`;
          const failure = await failureOf(() => call(...args));
          if (failure !== undefined) expect(failure, shown).to.be.instanceOf(KonttiError);
          expect((failure as KonttiError | undefined)?.code, shown).not.to.equal('UNEXPECTED');
        }
        if (wrong.includes(value)) {
          const failure = await failureOf(() => call(value));
          expect(failure, `${name}: ${String(value)}`).to.include({ code: 'OPTIONS_INVALID' });
          expect((failure as KonttiError).details['option'], name).to.be.a('string');
        }
      }
    }
  });

  it(`of every public function is a KonttiError, whatever it is given (seed ${SEED})`, async function () {
    this.timeout(120_000);
    await using gateway = await startScriptedGateway({});
    const { session } = gateway;
    const failing = (): Promise<never> => Promise.reject(createError('DEFINITION_CHANGED'));
    const guard = { requireAccepted: () => undefined, requireFresh: failing, accept: failing };
    const submits = createSemaphore({ runningMax: 1, waitingMax: 1, timers: session.timers });
    const client = createClient({ session, guard: guard as unknown as DefinitionGuard, submits });
    const scope = { channel: 'mychannel', chaincode: 'kontti' };
    const offline = {
      ...EXPORTS,
      device: sdk.createDevice({ ...scope, deviceId: 'A/d' }),
      wallet: sdk.createWallet(scope),
      key: sdk.createLotKey(scope),
      pool: client.lots.pool({ classId: 'A/c' }),
    };
    const functions = [...functionsOf(client), ...functionsOf(offline)].filter(
      ([name]) => name !== 'close' && name !== 'definition',
    );
    expect(functions.length).to.be.greaterThan(50);
    for (const [name, call] of functions) {
      await fc.assert(
        fc.asyncProperty(fc.array(anything, { maxLength: 3 }), async (args) => {
          const failure = await failureOf(() => call(...args));
          if (failure !== undefined) {
            expect(failure, name).to.be.instanceOf(KonttiError);
            expect(JSON.stringify(failure), name).to.be.a('string');
            // What was given is at fault, and named: nothing is unexpected.
            expect(
              (failure as KonttiError).code,
              `${name}: ${(failure as KonttiError).message}`,
            ).not.to.equal('UNEXPECTED');
          }
        }),
        { seed: SEED, numRuns: 30 },
      );
    }
  });

  it('of a function that is given is one too, with the cause', async () => {
    const cause = new TypeError('not expected');
    const api = withTypedErrors({
      now: () => {
        throw cause;
      },
      later: () => Promise.reject(cause),
      async *each() {
        yield await Promise.resolve(1);
        throw cause;
      },
    });
    const each = api.each();
    expect((await each.next()).value).to.equal(1);
    for (const call of [api.now, api.later, () => each.next()]) {
      expect(await failureOf(call))
        .to.include({ code: 'UNEXPECTED', cause })
        .and.to.be.instanceOf(KonttiError);
    }
  });
});
