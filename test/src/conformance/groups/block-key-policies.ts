import { by, get, put, steps, stepsBy, type BlockCase } from './block-case';
import { policyHex } from './policies';

const org2 = policyHex("AND('Org2MSP.peer')");
const org3 = policyHex("AND('Org3MSP.peer')");

/** Key-level policies that change in the block in which their keys are written, and otherwise. */
export const blockKeyPolicies: readonly BlockCase[] = [
  {
    name: "a write after the key's policy was set",
    given: [steps(put('k1'))],
    block: [steps(['policy', 'k1', org2]), steps(put('k1', '2'))],
    then: [get('k1'), ['policyOf', 'k1']],
  },
  {
    name: "a write before the key's policy is set",
    given: [steps(put('k2'))],
    block: [steps(put('k2', '2')), steps(['policy', 'k2', org2])],
    then: [get('k2'), ['policyOf', 'k2']],
  },
  {
    name: "a write after the key's policy was set by one who lost a race",
    given: [steps(put('k3'), put('k3/other'))],
    block: [
      steps(put('k3/other', '2')),
      steps(get('k3/other'), ['policy', 'k3', org2]),
      steps(put('k3', '2')),
    ],
    then: [get('k3'), ['policyOf', 'k3']],
  },
  {
    name: "a write after the key's policy was set by one who may not",
    given: [steps(put('k4'))],
    block: [stepsBy(by(1), ['policy', 'k4', org2]), steps(put('k4', '2'))],
    then: [get('k4'), ['policyOf', 'k4']],
  },
  {
    name: 'two changes of a policy',
    given: [steps(put('k5'))],
    block: [steps(['policy', 'k5', org2]), steps(['policy', 'k5', org3])],
    then: [['policyOf', 'k5']],
  },
  {
    name: "a read after the key's policy was set",
    given: [steps(put('k6'))],
    block: [steps(['policy', 'k6', org2]), steps(get('k6'), put('k6/read'))],
    then: [get('k6/read')],
  },
  {
    name: 'a policy of a key that is not there',
    block: [steps(['policy', 'k7', org2])],
    then: [get('k7'), ['policyOf', 'k7']],
  },
  {
    name: 'a write of a key whose policy was set while it was not there',
    given: [steps(['policy', 'k8', org2])],
    block: [stepsBy(by(1, 3), put('k8'))],
    then: [get('k8'), ['policyOf', 'k8']],
  },
  {
    name: 'value and policy together, and then a write',
    given: [steps(put('k9'), ['policy', 'k9', org2])],
    block: [stepsBy(by(1, 3), put('k9', '2')), stepsBy(by(2), put('k9', '3'))],
    then: [get('k9'), ['policyOf', 'k9']],
  },
  {
    name: 'a deletion by those whom the policy names, then a write by others',
    given: [steps(put('k10'), ['policy', 'k10', org2])],
    block: [stepsBy(by(2), ['delete', 'k10']), stepsBy(by(1, 3), put('k10', '2'))],
    then: [get('k10'), ['policyOf', 'k10']],
  },
  {
    name: 'a policy that is taken away',
    given: [steps(put('k11'), ['policy', 'k11', org2])],
    block: [stepsBy(by(2), ['policy', 'k11', ''])],
    then: [['policyOf', 'k11'], get('k11')],
  },
  {
    name: 'a policy that names nobody',
    given: [steps(put('k12'), ['policy', 'k12', policyHex("OutOf(0, 'Org1MSP.peer')")])],
    block: [stepsBy(by(3), put('k12', '2'))],
    then: [get('k12')],
  },
  {
    name: 'keys of two policies in one transaction',
    given: [steps(put('k13'), ['policy', 'k13', org2], put('k14'), ['policy', 'k14', org3])],
    block: [
      stepsBy(by(2), put('k13', '2'), put('k14', '2')),
      stepsBy(by(2, 3), put('k13', '3'), put('k14', '3')),
    ],
    then: [get('k13'), get('k14')],
  },
  {
    name: 'a key with a policy and one without',
    given: [steps(put('k15'), ['policy', 'k15', org2])],
    block: [stepsBy(by(2), put('k15', '2'), put('k16')), stepsBy(by(1, 2), put('k15', '3'), put('k17'))],
    then: [get('k15'), get('k16'), get('k17')],
  },
  {
    name: 'a write that changes a policy, by those whom the old one names',
    given: [steps(put('k18'), ['policy', 'k18', org2])],
    block: [stepsBy(by(2), put('k18', '2'), ['policy', 'k18', org3])],
    then: [get('k18'), ['policyOf', 'k18']],
  },
  {
    name: 'the next writes under a changed policy',
    block: [stepsBy(by(2), put('k18', '3')), stepsBy(by(3), put('k18', '4'))],
    then: [get('k18')],
  },
];
