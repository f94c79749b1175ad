import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { type ChaincodeDefinition, withDefinitionDefaults } from '@kontti/fabric-protocol/lifecycle';
import {
  definitionToParametersRecord,
  definitionToRecord,
  packageIdToRecord,
  readApprovedPackageId,
  readChaincodeDefinition,
} from './lifecycle-definition';
import { findMismatches, writeRecord, type HashedState, type WritableState } from './lifecycle-records';

interface MemoryState extends WritableState {
  readonly values: Map<string, Uint8Array>;
  readonly written: string[];
}

function createMemoryState(): MemoryState {
  const values = new Map<string, Uint8Array>();
  const written: string[] = [];
  return {
    values,
    written,
    getState: (key) => Promise.resolve(values.get(key)),
    putState({ key, value }) {
      values.set(key, value);
      written.push(key);
      return Promise.resolve();
    },
    deleteState(key) {
      values.delete(key);
      written.push(`-${key}`);
      return Promise.resolve();
    },
  };
}

function hashesOf(state: MemoryState): HashedState {
  return {
    mspId: 'Org1MSP',
    getStateHash(key) {
      const value = state.values.get(key);
      return Promise.resolve(value === undefined ? undefined : createHash('sha256').update(value).digest());
    },
  };
}

const definition: ChaincodeDefinition = withDefinitionDefaults({
  name: 'basic',
  version: '1.0',
  sequence: 1,
  endorsementPlugin: '',
  validationPlugin: '',
  validationParameter: new Uint8Array(),
  collections: [],
  initRequired: false,
});

const hexOf = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString('hex');
const place = { table: 'namespaces', name: 'basic' };

describe('lifecycle records', () => {
  it("are under Fabric's keys, in Fabric's encoding", async () => {
    const state = createMemoryState();
    await writeRecord({ state, name: place, record: definitionToRecord(definition) });
    expect([...state.values.keys()].toSorted()).to.deep.equal([
      'namespaces/fields/basic/Collections',
      'namespaces/fields/basic/EndorsementInfo',
      'namespaces/fields/basic/Sequence',
      'namespaces/fields/basic/ValidationInfo',
      'namespaces/metadata/basic',
    ]);
    // StateData: int64 is field 1, bytes is field 2; a value that is set and empty is encoded all the same.
    expect(hexOf(state.values.get('namespaces/fields/basic/Sequence'))).to.equal('0801');
    expect(hexOf(state.values.get('namespaces/fields/basic/Collections'))).to.equal('1200');
    const endorsement = `0a03${Buffer.from('1.0').toString('hex')}1a04${Buffer.from('escc').toString('hex')}`;
    expect(hexOf(state.values.get('namespaces/fields/basic/EndorsementInfo'))).to.equal(`120b${endorsement}`);
    const policy = Buffer.from('/Channel/Application/Endorsement').toString('hex');
    const validation = `0a04${Buffer.from('vscc').toString('hex')}12221220${policy}`;
    expect(hexOf(state.values.get('namespaces/fields/basic/ValidationInfo'))).to.equal(`122a${validation}`);
  });

  it('are read back', async () => {
    const state = createMemoryState();
    await writeRecord({ state, name: place, record: definitionToRecord(definition) });
    expect(await readChaincodeDefinition({ name: 'basic', getState: state.getState })).to.deep.equal(
      definition,
    );
    expect(await readChaincodeDefinition({ name: 'other', getState: state.getState })).to.equal(undefined);
  });

  it('are written only where they change', async () => {
    const state = createMemoryState();
    await writeRecord({ state, name: place, record: definitionToRecord(definition) });
    state.written.length = 0;
    await writeRecord({ state, name: place, record: definitionToRecord({ ...definition, sequence: 2 }) });
    expect(state.written).to.deep.equal(['namespaces/fields/basic/Sequence']);
  });

  it('lose the fields that another type does not have', async () => {
    const state = createMemoryState();
    await writeRecord({ state, name: place, record: definitionToRecord(definition) });
    state.written.length = 0;
    await writeRecord({ state, name: place, record: definitionToParametersRecord(definition) });
    expect(state.written).to.deep.equal(['namespaces/metadata/basic', '-namespaces/fields/basic/Sequence']);
  });

  it('say by their hashes alone what differs', async () => {
    const state = createMemoryState();
    const name = { table: 'namespaces', name: 'basic#1' };
    const compare = (other: ChaincodeDefinition) =>
      findMismatches({ state: hashesOf(state), name, record: definitionToParametersRecord(other) });
    expect(await compare(definition)).to.deep.equal(['ChaincodeParameters']);
    await writeRecord({ state, name, record: definitionToParametersRecord(definition) });
    expect(await compare(definition)).to.deep.equal([]);
    expect(await compare({ ...definition, version: '1.1' })).to.deep.equal(['EndorsementInfo']);
    const validationParameter = Buffer.from('other');
    expect(await compare({ ...definition, validationParameter })).to.deep.equal(['ValidationInfo']);
  });

  it('keep which package a company runs, empty for none', async () => {
    const state = createMemoryState();
    const read = () => readApprovedPackageId({ state, name: 'basic', sequence: 1 });
    expect(await read()).to.equal(undefined);
    const name = { table: 'chaincode-sources', name: 'basic#1' };
    await writeRecord({ state, name, record: packageIdToRecord('a:1') });
    expect(await read()).to.equal('a:1');
    expect(hexOf(state.values.get('chaincode-sources/fields/basic#1/PackageID'))).to.equal(
      `1a03${Buffer.from('a:1').toString('hex')}`,
    );
    await writeRecord({ state, name, record: packageIdToRecord('') });
    expect(await read()).to.equal('');
  });
});
