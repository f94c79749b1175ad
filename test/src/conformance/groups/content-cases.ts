import type { peer } from '@hyperledger/fabric-protos';
import { changeSignature } from '../changed-signature';
import { forgeReadWriteSet } from '../read-write-set';
import { garbage, results, type ValidationCase } from './validation-case';

const peers = (...numbers: number[]): string[] => numbers.map((n) => `Org${n}MSP.peer`);

const sets: readonly ValidationCase[] = [
  { name: 'that did nothing', plan: { results: new Uint8Array() } },
  { name: 'with a read-write set of garbage', plan: { results: garbage } },
  {
    name: "with a chaincode's read-write set of garbage",
    plan: {
      results: forgeReadWriteSet([{ namespace: 'keeper' }], (set) => {
        set.getNsRwsetList()[0]?.setRwset(garbage);
      }),
    },
  },
  {
    name: 'that names a chaincode twice',
    plan: { results: forgeReadWriteSet([{ namespace: 'keeper' }, { namespace: 'keeper' }]) },
  },
  {
    name: 'that writes for two chaincodes',
    plan: {
      results: forgeReadWriteSet(
        ['keeper', 'second'].map((namespace) => ({ namespace, writes: [['forged/two', '2']] })),
      ),
    },
  },
  {
    name: 'that writes for a chaincode that there is not',
    plan: { results: forgeReadWriteSet([{ namespace: 'ghost', writes: [['k', 'v']] }]) },
  },
  {
    name: 'that reads of a chaincode that there is not',
    plan: { results: forgeReadWriteSet([{ namespace: 'ghost', reads: [['k']] }]) },
  },
  { name: 'of a chaincode that there is not', plan: { results, chaincodeName: 'ghost' } },
  { name: 'of another chaincode that wrote nothing there', plan: { results, chaincodeName: 'second' } },
  {
    name: 'that says that a key is there',
    plan: { results: forgeReadWriteSet([{ namespace: 'keeper', reads: [['forged/absent', 1, 0]] }]) },
  },
  {
    name: 'that says that a key is not there',
    plan: { results: forgeReadWriteSet([{ namespace: 'keeper', reads: [['forged/a']] }]) },
  },
  {
    name: 'that read an old version',
    plan: { results: forgeReadWriteSet([{ namespace: 'keeper', reads: [['forged/a', 1, 0]] }]) },
  },
  {
    name: 'that says that a range is empty',
    plan: {
      results: forgeReadWriteSet([
        { namespace: 'keeper', range: { start: 'forged/', end: 'forged0', found: [] } },
      ]),
    },
  },
  {
    name: 'that says that a range holds more',
    plan: {
      results: forgeReadWriteSet([
        { namespace: 'keeper', range: { start: 'empty/', end: 'empty0', found: [['empty/a', 1, 0]] } },
      ]),
    },
  },
  {
    name: 'whose range is as it says',
    plan: {
      results: forgeReadWriteSet([
        { namespace: 'keeper', range: { start: 'empty/', end: 'empty0', found: [] } },
      ]),
    },
  },
];

const bendSignatures = (endorsements: peer.Endorsement[]): void => {
  endorsements.forEach(changeSignature);
};

const endorsements: readonly ValidationCase[] = [
  { name: 'that nobody endorsed', plan: { results, endorsers: [] } },
  { name: 'that one company of three endorsed', plan: { results, endorsers: peers(1) } },
  { name: 'that two companies of three endorsed', plan: { results, endorsers: peers(2, 3) } },
  { name: 'that one company endorsed twice', plan: { results, endorsers: peers(1, 1) } },
  { name: 'that clients endorsed', plan: { results, endorsers: ['Org1MSP', 'Org2MSP', 'Org3MSP'] } },
  { name: 'that admins endorsed', plan: { results, endorsers: ['Org1MSP.admin', 'Org2MSP.admin'] } },
  { name: 'that a company and a stranger endorsed', plan: { results, endorsers: [...peers(2), 'ghost'] } },
  {
    name: 'that a company and an impostor endorsed',
    plan: { results, endorsers: [...peers(2), 'impostor'] },
  },
  { name: 'whose endorsements were changed', plan: { results, bendEndorsements: bendSignatures } },
  {
    name: 'one of whose endorsements was changed',
    plan: {
      results,
      bendEndorsements: ([first]) => {
        if (first !== undefined) bendSignatures([first]);
      },
    },
  },
  {
    name: 'whose endorsers are garbage',
    plan: {
      results,
      bendEndorsements: (all) => {
        all.forEach((endorsement) => {
          endorsement.setEndorser(garbage);
        });
      },
    },
  },
  { name: 'that an admin created', plan: { results, creator: 'Org3MSP.admin' } },
];

/** Transactions whose messages are sound: what they say that they did, and who endorsed it. */
export const contentCases: readonly ValidationCase[] = [...sets, ...endorsements];
