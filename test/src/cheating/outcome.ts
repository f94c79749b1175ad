import type { FactType } from '@kontti/model';
import { expect } from 'chai';
import type { ForgedWrite } from './altered-contract';
import { sealedForgery, type ForgedContent } from './forge';
import { claimsOf, sealStatus, type Claim } from './observe';
import type { World } from './world';

/** A forged fact, the companies that seal it, and what is written beside it, such as entries of lists. */
export interface ForgedRecord<T extends FactType> {
  readonly content: ForgedContent<T>;
  readonly sealers: readonly string[];
  readonly beside?: readonly ForgedWrite[];
}

/** Records it, and asserts that it is void for the victim: none of its events is proven, and its status says so. */
export async function expectVoid<T extends FactType>(world: World, forged: ForgedRecord<T>): Promise<void> {
  const { claims, status } = await record(world, forged);
  expect(claims).to.not.deep.equal([]);
  for (const claim of claims) expect(claim).to.include({ proven: false, reason: 'void' });
  expect(status).to.equal('void');
}

/** Records it, and asserts that it holds for the victim: what the same companies record honestly. */
export async function expectHeld<T extends FactType>(world: World, forged: ForgedRecord<T>): Promise<void> {
  const { claims, status } = await record(world, forged);
  expect(claims).to.deep.equal([{ proven: true, type: forged.content.type, reason: undefined }]);
  expect(status).to.equal('sealed');
}

async function record<T extends FactType>(
  world: World,
  { content, sealers, beside = [] }: ForgedRecord<T>,
): Promise<{ claims: readonly Claim[]; status: string }> {
  const claims = await claimsOf(world, async () => {
    const forgery = sealedForgery(content, sealers);
    const writes = [...forgery.writes, ...beside];
    expect(await world.consortium.forge({ forgery: { ...forgery, writes } })).to.equal('VALID');
  });
  return { claims, status: await sealStatus(world, content.key) };
}
