import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { block, prepare, script, submit, type GatewayCall } from '../calls';
import type { Scenario, ScenarioGroup } from '../scenario';
import { inOrder } from './call-lists';
import { deployKeepers } from './collections';

const both = ['Org1MSP', 'Org2MSP'];
const call = (...steps: ScriptStep[]): GatewayCall => script(steps, { endorsers: both });
const keys = (prefix: string, count: number): ScriptStep[] =>
  Array.from({ length: count }, (_, index) => ['put', `${prefix}${String(index).padStart(2, '0')}`, '1']);

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
  inOrder('submitted: what nothing is recorded of', [
    call(['history', 'plain/a']),
    call(['history', 'none']),
    call(['rangePrivate', 'plain', 'p/', 'p0']),
    call(['hash', 'plain', 'p/a'], ['getPrivate', 'plain', 'p/b']),
    call(['rangePrivate', 'plain', 'p/', 'p0'], ['put', 'after a private range', '1']),
    call(['put', 'before a private range', '1'], ['rangePrivate', 'plain', 'p/', 'p0']),
    call(['policyOf', 'plain/a']),
  ]),
  inOrder('submitted: rich queries', [
    call(['query', '{"selector":{}}']),
    call(['queryPage', '{"selector":{}}', '2']),
    call(['queryPage', '{"selector":{}}', '2'], ['put', 'after a rich page', '1']),
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
