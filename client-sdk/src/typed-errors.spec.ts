import { expect } from 'chai';
import fc from 'fast-check';
import { createClient } from './client';
import type { KonttiClient } from './client';
import type { DefinitionGuard } from './definition/guard';
import { createError, KonttiError } from './errors';
import { createSemaphore } from './gateway/semaphore';
import type { Session } from './gateway/session';
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

/** A client that gets no answer of its peer. */
function clientOf(session: Session): KonttiClient {
  const failing = (): Promise<never> => Promise.reject(createError('DEFINITION_CHANGED'));
  const guard = { requireAccepted: () => undefined, requireFresh: failing, accept: failing };
  const submits = createSemaphore({ runningMax: 1, waitingMax: 1, timers: session.timers });
  return createClient({ session, guard: guard as unknown as DefinitionGuard, submits });
}

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
    const client = clientOf(gateway.session);
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

  it('is met at once by conditions and options that are none, or have members that nobody knows', async () => {
    await using gateway = await startScriptedGateway({});
    const client = clientOf(gateway.session);
    const none = [5, null, '', true, [], 'x'.repeat(1_000_000), new Map(), new Date(0), () => 'x'];
    const queries = [...functionsOf(client)].filter(([name]) => name.endsWith('.page'));
    expect(queries).to.have.length.above(10);
    const clientFunctions = new Map(functionsOf(client));
    const taking = (option: string, names: readonly string[]) =>
      names.map((name) => [name, option, clientFunctions.get(name)] as const);
    const names = queries.flatMap(([name]) => [name, name.slice(0, -'.page'.length)]);
    const calls = [
      ...taking('conditions', names),
      ...taking('options', ['loyalty.wallet', 'lots.key']),
      ...taking('request', ['transaction']),
      ...taking('accepted', ['acceptDefinition']),
    ];
    for (const [name, option, call] of calls) {
      for (const value of none) {
        const failure = (await failureOf(() => call?.(value))) as KonttiError | undefined;
        expect(failure?.code, `${name} ${typeof value}`).to.equal('OPTIONS_INVALID');
        expect(failure?.details['option'], name).to.equal(option);
      }
    }
    for (const [name, more, option = 'foo'] of [
      ['transaction', { foo: 1 }, 'request.transactionId'],
      ['acceptDefinition', { digest: 'x' }, 'accepted.digest'],
      ['acceptDefinition', { digest: 'A'.repeat(64) }, 'accepted.digest'],
      ['loyalty.wallet', { foo: 1 }],
      ['lots.key', { foo: 1, channel: 'other' }],
    ] as const) {
      const failure = (await failureOf(() => clientFunctions.get(name)?.(more))) as KonttiError | undefined;
      expect(failure?.code, name).to.equal('OPTIONS_INVALID');
      expect(failure?.details['option'], name).to.match(new RegExp(`${option}$`));
    }
  });

  it('of what is read one by one names it, and what is wrong in it', async () => {
    const fault = new RangeError('the disk is gone');
    const closed = {
      [Symbol.iterator]: (): never => {
        throw fault;
      },
    };
    const failing = { [Symbol.iterator]: () => ({ next: closed[Symbol.iterator] }) };
    const calls: readonly (readonly [string, (values: Iterable<never>) => unknown])[] = [
      ['rows', (rows) => sdk.createRecordTree(rows)],
      ['sightings', (sightings) => sdk.findImpossibleMoves(sightings)],
      ['lots', (lots) => sdk.selectLots({ lots, amount: 1n, at: new Date(0) })],
      ['lots', (lots) => sdk.takeLots({ lots, quantity: 1n })],
    ];
    for (const [option, call] of calls) {
      for (const values of [failing, closed]) {
        const failure = (await failureOf(() => call(values))) as KonttiError | undefined;
        expect(failure, option).to.include({ code: 'SOURCE_FAILED', cause: fault });
        expect(failure?.details).to.include({ option });
      }
      for (const values of [[undefined], [null], new Array(1), [5]]) {
        const failure = (await failureOf(() => call(values as never[]))) as KonttiError | undefined;
        expect(failure, option).to.include({ code: 'OPTIONS_INVALID' });
        expect(failure?.details).to.include({ option: `${option}[0]` });
      }
    }
  });

  it('is none where a function returns a value, whatever it is', () => {
    const values = [null, undefined, 'a', {}, { [Symbol.asyncIterator]: 1 }];
    for (const value of values) expect(withTypedErrors({ get: () => value }).get()).to.equal(value);
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
