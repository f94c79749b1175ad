import { createHash, createHmac } from 'node:crypto';
import type { Wallet } from '@kontti/client-sdk';
import { canonicalJson, holderOf, JourneySecretRecord, LOT_ORIGINS, parseRecord } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { colluders, victim } from './consortium';
import { NO_VALUE, alpha, createWorld, programme, returnId, transportId, type World } from './world';

const curious = colluders[2] ?? alpha;
const other = `${victim}/other`;
const transports = [transportId, returnId];
const NO_MASK = Buffer.alloc(32);

interface SeenEvent {
  readonly type: string;
  readonly body: { readonly journey?: string; readonly holder?: string };
}

describeOnNetwork(
  'cheating: what a curious company learns',
  () => {
    let world: World;
    let wallet: Wallet;
    /** Every block, as any company's gateway gives it. */
    let blocks: readonly Buffer[];
    let events: readonly SeenEvent[];
    let secret: Buffer;

    before(async () => {
      world = await createWorld();
      const { loyalty } = world.consortium.client(victim);
      wallet = loyalty.wallet();
      await loyalty.setTerms({
        programme: other,
        version: 0,
        milliPointsPerKm: 1000,
        compensation: [],
        validityDays: 365,
        pointValue: { currency: 'EUR', minorPer1000Points: 800n },
        partners: [alpha],
      });
      await earnAndRedeem(programme, 'in-miles');
      await earnAndRedeem(other, 'in-other');
      blocks = await readBlocks();
      events = await readEvents();
      secret = await readSecret();
    });
    after(() => world[Symbol.asyncDispose]());

    /** The traveller of this suite earns points for the same flight in a programme, and redeems some of them. */
    async function earnAndRedeem(where: string, ref: string): Promise<void> {
      const { consortium } = world;
      const { loyalty } = consortium.client(victim);
      const accruals = [{ holder: wallet.holderIn(where), transportId: returnId }];
      await loyalty.accrue({ programme: where, ref, accruals });
      const inputs = [await loyalty.getLot({ lotId: `${victim}/${ref}/0` })];
      const order = { programme: where, ref: `${ref}-meal`, inputs, amount: 100n };
      const redemption = wallet.signRedemption({ ...order, partner: alpha, valueMin: NO_VALUE });
      await consortium.client(alpha).loyalty.redeem(redemption);
    }

    async function readBlocks(): Promise<Buffer[]> {
      const { network } = world.consortium;
      const count = await network.height();
      const channel = world.consortium.gateway(curious).getNetwork(network.channelId);
      const stream = await channel.getBlockEvents({ startBlock: 0n });
      const read: Buffer[] = [];
      for await (const block of stream) {
        read.push(Buffer.from(block.serializeBinary()));
        if (read.length >= count) break;
      }
      stream.close();
      return read;
    }

    async function readEvents(): Promise<SeenEvent[]> {
      const seen: SeenEvent[] = [];
      const range = { fromBlock: 0, toBlock: blocks.length - 1 };
      for await (const { type, body } of world.consortium.client(curious).events(range)) {
        seen.push({ type, body } as SeenEvent);
      }
      return seen;
    }

    /** The issuer's own, as its own peer answers it. */
    async function readSecret(): Promise<Buffer> {
      const { network } = world.consortium;
      const channel = world.consortium.gateway(victim).getNetwork(network.channelId);
      const answer = await channel.getContract(network.chaincodeName).evaluate('loyalty:GetJourneySecret', {
        arguments: [canonicalJson({ mspId: victim })],
        transientData: { mask: NO_MASK },
        endorsingOrganizations: [victim],
      });
      return Buffer.from(parseRecord(JourneySecretRecord, Buffer.from(answer).toString()).masked, 'hex');
    }

    const blocksWith = (text: string): readonly Buffer[] => blocks.filter((block) => block.includes(text));
    /** What could name a person: digests in hex, and public keys of wallets in base64 of SPKI DER. */
    const namesIn = (found: readonly Buffer[]): Set<string> =>
      new Set(
        found.flatMap(
          (block) => block.toString('latin1').match(/[0-9a-f]{64}|MCowBQYDK2VwAyEA[\w+/=]{44}/g) ?? [],
        ),
      );
    const common = (some: ReadonlySet<string>, others: ReadonlySet<string>): string[] =>
      [...some].filter((name) => others.has(name));

    it("a traveller's holder ids and keys in two programmes: nothing in the blocks is common to both", () => {
      const [earned, redeemed] = [
        blocksWith(`lots/${victim}/in-miles`),
        blocksWith(`spend/${victim}/in-miles-meal`),
      ];
      const elsewhere = [
        ...blocksWith(`lots/${victim}/in-other`),
        ...blocksWith(`spend/${victim}/in-other-meal`),
      ];
      expect([earned.length, redeemed.length, elsewhere.length]).to.deep.equal([1, 1, 2]);
      // In one programme they are linked, so the names are found where they are.
      expect(common(namesIn(earned), namesIn(redeemed))).to.include(wallet.holderIn(programme));
      expect([...namesIn(redeemed)]).to.include(wallet.keyIn(programme));
      expect([...namesIn(elsewhere)]).to.include.members([wallet.holderIn(other), wallet.keyIn(other)]);
      expect(common(namesIn([...earned, ...redeemed]), namesIn(elsewhere))).to.deep.equal([]);
      // What a redemption shows of the key leads to no holder elsewhere.
      const guess = holderOf({ programme: other, publicKey: wallet.keyIn(programme) });
      expect(blocksWith(guess)).to.deep.equal([]);
      expect(blocksWith(holderOf({ programme: other, publicKey: wallet.keyIn(other) }))).to.not.deep.equal(
        [],
      );
    });

    it('no transport is named in any transaction or event of loyalty', () => {
      const ofLoyalty = blocks.filter((block) => block.includes('loyalty:') || block.includes('loyalty.'));
      expect(ofLoyalty.length).to.be.at.least(7);
      const known = events.filter(({ type }) => type.startsWith('loyalty.'));
      expect(known.length).to.be.at.least(7);
      for (const id of transports) {
        expect(blocksWith(id), 'where it was planned').to.not.deep.equal([]);
        expect(ofLoyalty.filter((block) => block.includes(id)).length, id).to.equal(0);
        expect(
          known.filter((event) => textOf(event).includes(id)),
          id,
        ).to.deep.equal([]);
      }
    });

    it("a journey's commitment cannot be tried out: no key that is public gives it for any holder and transport", () => {
      const lots = events.filter(({ type }) => type === 'loyalty.lots').map(({ body }) => body);
      expect(lots).to.have.length(4);
      const commitments = new Set(lots.map(({ journey = '' }) => journey));
      const subjects = lots.flatMap(({ holder = '' }) =>
        transports.flatMap((id) => [programme, other].flatMap((where) => contentsOf(where, holder, id))),
      );
      const { channelId, chaincodeName } = world.consortium.network;
      const words = [
        victim,
        programme,
        other,
        ...transports,
        channelId,
        chaincodeName,
        'kontti.journey.v1',
        '',
      ];
      const names = [...namesIn(blocks)];
      const keys = [...words, ...names, ...names.map((name) => Buffer.from(name, 'hex'))];
      const matches = subjects.flatMap((content) =>
        [sha256(content), ...keys.map((key) => hmac(key, content))].filter((tried) => commitments.has(tried)),
      );
      expect(matches).to.deep.equal([]);
      // With the issuer's secret the same trial finds every journey.
      const found = new Set(
        subjects.map((content) => hmac(secret, content)).filter((tried) => commitments.has(tried)),
      );
      expect(found.size).to.equal(commitments.size);
    });

    it("another company's secret gives other commitments for the same journey", async () => {
      const { consortium } = world;
      const holder = wallet.holderIn(programme);
      const journey = { programme, kind: 'accrual', holder, transportId: returnId } as const;
      const { journey: recorded } = await consortium
        .client(victim)
        .loyalty.getLot({ lotId: `${victim}/in-miles/0` });
      expect(await consortium.client(victim).loyalty.journeyOf(journey)).to.equal(recorded);
      expect(await consortium.client(curious).loyalty.journeyOf(journey)).to.not.equal(recorded);
    });

    it("the issuer's secret is in no block and in no event; its hash alone shows that there is one", () => {
      expect(blocksWith('loyalty:CreateJourneySecret').length).to.be.at.least(1);
      const hash = createHash('sha256').update(secret).digest();
      expect(blocks.filter((block) => block.includes(hash)).length).to.equal(1);
      const forms = [secret, secret.toString('hex'), secret.toString('base64'), secret.toString('base64url')];
      for (const form of forms) {
        expect(blocks.filter((block) => block.includes(form)).length).to.equal(0);
        if (typeof form === 'string') {
          expect(events.filter((event) => textOf(event).includes(form))).to.deep.equal([]);
        }
      }
    });
  },
  { ownNetwork: 'it reads every block of the channel' },
);

/** Texts that a commitment could be made of: the model's own form, and plainer ones. */
function contentsOf(where: string, holder: string, transport: string): string[] {
  return [
    ...LOT_ORIGINS.map((kind) => canonicalJson(['kontti.journey.v1', kind, where, holder, transport])),
    `${holder}${transport}`,
    `${holder}/${transport}`,
    canonicalJson([holder, transport]),
    canonicalJson({ holder, transportId: transport }),
  ];
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: string | Buffer, content: string): string {
  return createHmac('sha256', key).update(content).digest('hex');
}

function textOf(event: SeenEvent): string {
  return JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
