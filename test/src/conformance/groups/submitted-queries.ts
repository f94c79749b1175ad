import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { block, prepare, script, submit, type GatewayCall } from '../calls';
import type { Scenario, ScenarioGroup } from '../scenario';
import { inOrder } from './call-lists';
import { deployKeepers } from './collections';

const both = ['Org1MSP', 'Org2MSP'];
const call = (...steps: ScriptStep[]): GatewayCall => script(steps, { endorsers: both });
const keys = (prefix: string, count: number, digits = 2): ScriptStep[] =>
  Array.from({ length: count }, (_, index) => [
    'put',
    `${prefix}${String(index).padStart(digits, '0')}`,
    '1',
  ]);

/** Every query form in a transaction that is submitted: what it read is recorded, and judged at commit. */
const forms: readonly Scenario[] = [
  inOrder('submitted: what the queries read', [
    call(...keys('few/', 5)),
    call(...keys('many/', 60)),
    call(...['a', 'b', 'c', 'd'].map((part): ScriptStep => ['putComposite', '1', 'kind', 'x', part]), [
      'putComposite',
      '1',
      'kind',
      'y',
      'e',
    ]),
    call(['put', 'plain/a', 'old'], ['putPrivate', 'plain', 'p/a', '1'], ['putPrivate', 'plain', 'p/b', '1']),
    call(['put', 'plain/a', 'new']),
    call(...keys('hundreds/', 250, 3)),
  ]),
  inOrder('submitted: pages of a range', [
    call(['page', 'few/', 'few0', '3']),
    call(['page', 'few/', 'few0', '5']),
    call(['page', 'few/', 'few0', '6']),
    call(['page', 'few/', 'few0', '3', 'few/03']),
    call(['page', 'few/', 'few0', '2', 'few/03']),
    call(['page', 'few/', 'few0', '0', 'few/03']),
    call(['page', 'few/', 'few0', '0']),
    call(['page', 'few/', 'few0', '-1', 'few/03']),
    call(['page', 'none/', 'none0', '3']),
    call(['page', '', '', '4']),
    call(['page', '', '', '100']),
    call(['page', 'few/', 'few0', '1'], ['page', 'few/', 'few0', '1', 'few/01'], ['get', 'few/04']),
    call(['page', 'many/', 'many0', '50']),
    call(['page', 'many/', 'many0', '51']),
    call(['page', 'many/', 'many0', '60']),
    call(['page', 'many/', 'many0', '61']),
  ]),
  inOrder('submitted: pages of composite keys', [
    call(['compositePage', '2', '', 'kind', 'x']),
    call(['compositePage', '4', '', 'kind', 'x']),
    call(['compositePage', '5', '', 'kind', 'x']),
    call(['compositePage', '5', '', 'kind']),
    call(['compositePage', '2', '\u0000kind\u0000x\u0000c\u0000', 'kind', 'x']),
    call(['compositePage', '2', '', 'none']),
    call(['compositePage', '5', '\\u0000kind\\u0000x\\u0000\u{10ffff}', 'kind', 'x']),
  ]),
  inOrder('submitted: pages and ranges at odd places', [
    call(['page', 'few/', 'few0', '3', 'few0']),
    call(['page', 'few/', 'few0', '3', 'few1']),
    call(['page', 'few/', 'few0', '3', 'a']),
    call(['page', 'few0', 'few/', '3']),
    call(['range', 'few0', 'few/']),
    call(['range', 'few/', 'few/']),
    call(['page', 'few/', 'few0"<&>\\\n\u2028\u{1f600}', '9']),
    call(['page', 'few/', '', '3', 'nothing']),
    call(['rangePrivate', 'plain', 'p0', 'p/']),
  ]),
  inOrder('submitted: ranges, whole and in part', [
    call(['range', 'few/', 'few0']),
    call(['range', 'few/', 'few0', '3']),
    call(['range', 'few/', 'few0', '5']),
    call(['range', 'few/', 'few0', '0']),
    call(['range', '', '']),
    call(['range', 'many/', 'many0', '50']),
    call(['range', 'many/', 'many0', '51']),
    call(['range', 'few/', 'few0', '2'], ['put', 'few/aside', '1']),
    call(['delete', 'few/aside']),
    call(['composite', 'kind']),
    call(['composite', 'kind', 'x']),
    call(['composite', 'none']),
  ]),
  // A peer hands a hundred results at a time to the chaincode, and looks for one more.
  inOrder('submitted: ranges that reach the chaincode in parts', [
    call(['range', 'hundreds/', 'hundreds0', '1']),
    call(['range', 'hundreds/', 'hundreds0', '99']),
    call(['range', 'hundreds/', 'hundreds0', '100']),
    call(['range', 'hundreds/', 'hundreds0', '101']),
    call(['range', 'hundreds/', 'hundreds0']),
    call(['range', 'hundreds/', 'hundreds/100']),
    call(['range', 'hundreds/', 'hundreds/101']),
    call(['page', 'hundreds/', 'hundreds0', '99']),
    call(['page', 'hundreds/', 'hundreds0', '100']),
    call(['page', 'hundreds/', 'hundreds0', '101']),
    call(['page', 'hundreds/', 'hundreds0', '200', 'hundreds/100']),
  ]),
  inOrder('submitted: ranges that nobody closes', [
    call(['openRange', 'few/', 'few0', '2']),
    call(['openRange', 'few/', 'few0', '5']),
    call(['openRange', 'many/', 'many0', '1'], ['range', 'few/', 'few0']),
    call(['openRange', 'hundreds/', 'hundreds0', '1']),
  ]),
  inOrder('submitted: ranges beside writes of the same keys', [
    call(['range', 'few/', 'few0'], ['put', 'few/02', 'own']),
    call(['put', 'few/02', 'own'], ['range', 'few/', 'few0']),
    call(['range', 'few/', 'few0', '2'], ['put', 'few/01', 'own'], ['put', 'few/02b', 'own']),
    call(['range', 'few/', 'few0'], ['delete', 'few/02b']),
    call(['page', 'few/', 'few0', '3'], ['put', 'few/01', 'own']),
    call(['put', 'few/01', 'own'], ['page', 'few/', 'few0', '3']),
    call(['composite', 'kind', 'y'], ['putComposite', '2', 'kind', 'y', 'e']),
    call(['compositePage', '2', '', 'kind', 'x'], ['putComposite', '2', 'kind', 'x', 'a']),
    call(['get', 'few/00'], ['range', 'few/', 'few0'], ['get', 'few/00'], ['put', 'few/00', 'own']),
  ]),
  inOrder('submitted: what nothing is recorded of', [
    call(['history', 'plain/a']),
    call(['history', 'none']),
    call(['rangePrivate', 'plain', 'p/', 'p0']),
    call(['hash', 'plain', 'p/a'], ['getPrivate', 'plain', 'p/b']),
    call(['rangePrivate', 'plain', 'p/', 'p0'], ['put', 'after a private range', '1']),
    call(['put', 'before a private range', '1'], ['rangePrivate', 'plain', 'p/', 'p0']),
    call(['compositePrivate', 'plain', 'kind']),
    call(['compositePrivate', 'plain', 'kind'], ['put', 'after private composite keys', '1']),
    call(['queryPrivate', 'plain', '{"selector":{}}']),
    call(['policyOf', 'plain/a']),
    call(['policyOfPrivate', 'plain', 'p/a']),
  ]),
  inOrder('submitted: rich queries', [
    call(['query', '{"selector":{}}']),
    call(['queryPages', '{"selector":{}}', '100']),
    call(['queryPages', '{"selector":{}}', '100'], ['put', 'after a rich page', '1']),
  ]),
  inOrder('submitted: pages that another chaincode reads', [
    call(['call', 'second', '', 'script:run', JSON.stringify(keys('theirs/', 3))]),
    call(['call', 'second', '', 'script:run', '[["page","theirs/","theirs0","2"]]']),
    call(
      ['call', 'second', '', 'script:run', '[["page","theirs/","theirs0","2"]]'],
      ['page', 'few/', 'few0', '2'],
    ),
    call(
      ['call', 'second', '', 'script:run', '[["page","theirs/","theirs0","2"]]'],
      ['put', 'after their page', '1'],
    ),
  ]),
];

/** A query that is endorsed, a write that overtakes it, and its code then. */
function overtaken(name: string, query: ScriptStep, write: ScriptStep): Scenario {
  return {
    name: `overtaken: ${name}`,
    run: async (stage) => {
      const waiting = await prepare(stage, call(query));
      const written = await submit(stage, call(write));
      return [written, await block(stage, [waiting])];
    },
  };
}

const races: readonly Scenario[] = [
  overtaken('a full page, by a key behind it', ['page', 'few/', 'few0', '3'], ['put', 'few/02a', '1']),
  overtaken('a full page, by a key in it', ['page', 'few/', 'few0', '3'], ['put', 'few/01a', '1']),
  overtaken('a full page, by its last key', ['page', 'few/', 'few0', '3'], ['put', 'few/01a', '2']),
  overtaken(
    'a full page, by its last key being deleted',
    ['page', 'few/', 'few0', '3'],
    ['delete', 'few/01a'],
  ),
  overtaken('a short page, by a key behind it', ['page', 'few/', 'few0', '30'], ['put', 'few/99', '1']),
  overtaken('a short page, by a key behind the range', ['page', 'few/', 'few0', '30'], ['put', 'few1', '1']),
  overtaken(
    'a full page of all there is, by a key behind it',
    ['page', 'few/', 'few0', '7'],
    ['put', 'few/999', '1'],
  ),
  overtaken(
    'a summarised page, by a key behind it',
    ['page', 'many/', 'many0', '55'],
    ['put', 'many/57', '2'],
  ),
  overtaken('a summarised page, by a key in it', ['page', 'many/', 'many0', '55'], ['put', 'many/40', '2']),
  overtaken(
    'a page of composite keys, by a key behind it',
    ['compositePage', '2', '', 'kind', 'x'],
    ['putComposite', '1', 'kind', 'x', 'bb'],
  ),
  overtaken(
    'a page of composite keys, by a key in it',
    ['compositePage', '2', '', 'kind', 'x'],
    ['putComposite', '1', 'kind', 'x', 'aa'],
  ),
];

export const submittedQueries: ScenarioGroup = {
  name: 'submitted-queries',
  prepare: deployKeepers,
  scenarios: [...forms, ...races],
};
