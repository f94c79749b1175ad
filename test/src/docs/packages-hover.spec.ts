import { expect } from 'chai';
import { readPublicPackages } from '../packages/public-packages';
import {
  readDeclarations,
  type BuiltDeclarations,
  type ExportedName,
  type Hover,
} from './built-declarations';

/** The SDK has a spec of its own, which holds what it shows of the model as well. */
const HELD_ELSEWHERE = ['@kontti/client-sdk', '@kontti/model'];

/** Functions, and methods that return a promise, that cannot fail while what they ask is open. */
const NEVER_FAIL = [
  ...['channelUpdateToText', 'createChaincodeProcesses', 'createManualClock', 'decodeBlock'],
  ...['decodeTransaction', 'ChaincodeProcesses.end', 'ChaincodeProcesses.stop'],
  ...['Devnet.installedPackageId', 'Devnet.stop'],
  ...['FabricNetwork.stop', 'SamplesNetwork.stop', 'Projection.close'],
];

/** A method of an object that the caller brings: its errors are not of the package. */
const OF_THE_CALLER = ['MqttReceiver.subscribeAsync'];

describe('hover on the packages beside the SDK, in their built declarations', () => {
  let declarations: BuiltDeclarations;
  let exported: readonly ExportedName[];
  let members: readonly Hover[];

  before(async () => {
    const packages = await readPublicPackages();
    const locations = packages
      .filter(({ name, exports }) => '.' in exports && !HELD_ELSEWHERE.includes(name))
      .map(({ location }) => location);
    declarations = await readDeclarations(locations);
    exported = locations.flatMap((location) => declarations.exportsOf(location));
    members = exported.flatMap((each) => each.members);
  });

  after(() => declarations.close());

  const namesWithout = (hovers: readonly Hover[], isKept: (hover: Hover) => boolean): readonly string[] => [
    ...new Set(hovers.filter((hover) => !isKept(hover)).map(({ name }) => name)),
  ];

  it('says in words what each exported name is', () => {
    expect(exported.length).to.be.greaterThan(150);
    expect(namesWithout(exported, ({ text }) => text !== '')).to.deep.equal([]);
  });

  it('says in words what each option, field and method of these is', () => {
    expect(members.length).to.be.greaterThan(500);
    expect(namesWithout(members, ({ text }) => text !== '')).to.deep.equal([]);
  });

  it('shows an example of each exported function', () => {
    const functions = exported.filter(({ kind }) => kind !== 'other');
    expect(functions.length).to.be.greaterThan(60);
    expect(namesWithout(functions, ({ tags }) => tags.includes('example'))).to.deep.equal([]);
  });

  it('names the errors of each function, and of each method that returns a promise', () => {
    const callable = [
      ...exported.filter(({ kind }) => kind !== 'other'),
      ...members.filter(({ kind }) => kind === 'operation'),
    ];
    expect(callable.length).to.be.greaterThan(100);
    expect(namesWithout(callable, ({ tags }) => tags.includes('throws'))).to.have.members([
      ...NEVER_FAIL,
      ...OF_THE_CALLER,
    ]);
  });
});
