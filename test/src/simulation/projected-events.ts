import type { KonttiEvent, ProvenEvent } from '@kontti/client-sdk';
import {
  consigned,
  isCustodyRefusal,
  isUpdateRefusal,
  moveCustody,
  PLANNED,
  updateTransport,
  type CustodyEvent,
  type CustodyState,
  type TransportState,
} from '@kontti/model';
import type { Seeded } from '../adversary/seeded';

/** What is said of an event beside its place on the ledger. */
interface Said {
  readonly type: KonttiEvent['type'];
  readonly key: string;
  readonly vouchers: readonly string[];
  readonly body: object;
}

const COMPANIES = ['AMSP', 'BMSP', 'CMSP'];
const PLACES = ['HEL', 'JFK', 'SIN'];
const DIGEST = 'd'.repeat(64);
const HOUR_MS = 3_600_000;
const arrivalPlanned = Date.UTC(2026, 0, 3);
const departurePlanned = Date.UTC(2026, 0, 2);
/** Things of a kind: so few that events meet in their rows. */
const OF_KIND_MAX = 3;

interface Shipment {
  readonly id: string;
  moves: number;
  custody: CustodyState;
}

interface Transport {
  readonly id: string;
  state: TransportState;
}

interface Lot {
  readonly id: string;
  readonly quantity: bigint;
}

function say<T extends KonttiEvent['type']>(
  type: T,
  key: string,
  body: Partial<ProvenEvent<T>['body']>,
): Said {
  return { type, key, body, vouchers: [/^[^/]+\/([^/]+)/.exec(key)?.[1] ?? ''] };
}

/** Makes what companies say one after the other, as a ledger would have it: each follows from what was said before. */
export class SaidEvents {
  readonly #random: Seeded;
  readonly #unregistered = [...COMPANIES];
  readonly #shipments: Shipment[] = [];
  readonly #transports: Transport[] = [];
  readonly #records: string[] = [];
  readonly #claims: string[] = [];
  #points: Lot[] = [];
  #lots: Lot[] = [];
  #number = 0;

  constructor(random: Seeded) {
    this.#random = random;
  }

  next(): Said {
    const company = this.#unregistered.pop();
    if (company !== undefined) {
      const body = { name: company, gln: '4012345000009', jurisdiction: 'FI' };
      return say('company.registered', `company/${company}`, body);
    }
    const makers = [
      () => this.#consign(),
      () => this.#moveShipment(),
      () => this.#moveShipment(),
      () => this.#plan(),
      () => this.#update(),
      () => this.#book(),
      () => this.#spend(),
      () => this.#settle(),
      () => this.#issue(),
      () => this.#moveLots(),
      () => this.#publish(),
      () => this.#erase(),
    ];
    for (;;) {
      const said = this.#random.pick(makers)();
      if (said !== undefined) return said;
    }
  }

  #ref(): string {
    this.#number += 1;
    return `r${this.#number}`;
  }

  #one<T>(values: readonly T[]): T | undefined {
    return values.length === 0 ? undefined : this.#random.pick(values);
  }

  #consign(): Said | undefined {
    if (this.#shipments.length >= OF_KIND_MAX) return undefined;
    const [consignor, consignee] = [this.#random.pick(COMPANIES), this.#random.pick(COMPANIES)];
    const id = `${consignor}/S-${this.#shipments.length}`;
    this.#shipments.push({ id, moves: 0, custody: consigned({ consignor, consignee }) });
    return say('shipment.consigned', `shipment/${id}`, {
      ...{ consignee, origin: 'HEL', destination: this.#random.pick(PLACES), legs: this.#legs() },
      ...{ ssccs: ['340123450000000018'], items: [], documents: [] },
    });
  }

  #legs(): string[] {
    return this.#transports.map(({ id }) => id).filter(() => this.#random.once(2));
  }

  /** What the model's reducer lets happen to a shipment. */
  #moveShipment(): Said | undefined {
    const shipment = this.#one(this.#shipments);
    if (shipment === undefined) return undefined;
    const { id, moves, custody } = shipment;
    const { custodian, consignee, offer } = custody;
    const [consignor = ''] = id.split('/');
    const to = this.#random.pick(COMPANIES);
    const number = moves + 1;
    const fresh = `custody/${id}/${number}/${custodian}`;
    const end = `custody/${id}/${offer?.number}/${custodian}/end`;
    const digests = { previous: DIGEST, corrects: DIGEST };
    const accepted = { kind: 'accepted', by: offer?.to ?? '', number: offer?.number ?? 0 } as const;
    const withdrawn = { kind: 'withdrawn', by: custodian, number: offer?.number ?? 0 } as const;
    const [event, said] = this.#random.pick<readonly [CustodyEvent, Said]>([
      [
        { kind: 'offered', by: custodian, number, to },
        say('custody.offered', fresh, { from: custodian, to, previous: DIGEST }),
      ],
      [accepted, say('custody.accepted', end, { from: custodian, to: offer?.to ?? '', offer: DIGEST })],
      [withdrawn, say('custody.withdrawn', end, { from: custodian, offer: DIGEST })],
      [
        { kind: 'delivered', by: custodian },
        say('shipment.delivered', fresh, { consignee, at: new Date(arrivalPlanned), place: 'JFK' }),
      ],
      [
        { kind: 'amended', by: consignor },
        say('shipment.amended', fresh, {
          ...digests,
          ...{ consignor, reason: this.#ref(), changes: { legs: this.#legs() } },
        }),
      ],
      [
        { kind: 'cancelled', by: consignor },
        say('shipment.cancelled', fresh, { ...digests, consignor, reason: 'lost' }),
      ],
    ]);
    const next = moveCustody(custody, event);
    if (isCustodyRefusal(next)) return undefined;
    shipment.custody = next;
    if (said.key === fresh) shipment.moves = number;
    return said;
  }

  #plan(): Said | undefined {
    if (this.#transports.length >= OF_KIND_MAX) return undefined;
    const company = this.#random.pick(COMPANIES);
    const id = `${company}/F-${this.#transports.length}`;
    this.#transports.push({ id, state: PLANNED });
    return say('transport.planned', `transports/${company}/${this.#ref()}`, {
      ...{ transportId: id, mode: 'air', number: 'K1', from: 'HEL', to: 'JFK', distanceMeters: 7_000_000 },
      ...{ departurePlanned: new Date(departurePlanned), arrivalPlanned: new Date(arrivalPlanned) },
    });
  }

  #update(): Said | undefined {
    const transport = this.#one(this.#transports);
    if (transport === undefined) return undefined;
    const { id: transportId, state } = transport;
    const [company = ''] = transportId.split('/');
    const kind = this.#random.pick(['estimated', 'estimated', 'departed', 'arrived', 'cancelled'] as const);
    const sequence = state.sequence + 1;
    const departure = kind === 'departed' ? departurePlanned + this.#random.int(9) * HOUR_MS : undefined;
    const isTimed = kind === 'estimated' || kind === 'arrived';
    const arrival = isTimed ? arrivalPlanned + this.#random.int(9) * HOUR_MS : undefined;
    const update = {
      transportId,
      sequence,
      kind,
      ...(departure && { departure }),
      ...(arrival && { arrival }),
    };
    const next = updateTransport({ arrivalPlanned }, state, update);
    if (isUpdateRefusal(next)) return undefined;
    transport.state = next;
    return say('transport.updated', `updates/${company}/${this.#ref()}`, {
      ...{ transportId, sequence, kind },
      ...(departure && { departure: new Date(departure) }),
      ...(arrival && { arrival: new Date(arrival) }),
    });
  }

  #book(): Said {
    const ref = this.#ref();
    const [id, amount] = [`AMSP/${ref}/0`, BigInt(100 + this.#random.int(900))];
    this.#points.push({ id, quantity: amount });
    return say('loyalty.lots', `lots/AMSP/${ref}`, {
      ...{ lotId: id, programme: 'AMSP/miles', holder: this.#random.hex(64), amount },
      ...{ expiresAt: new Date(arrivalPlanned) },
    });
  }

  /** Two lots at most become a claim and the rest of the points. */
  #spend(): Said | undefined {
    if (this.#points.length === 0) return undefined;
    const [company, ref] = [this.#random.pick(COMPANIES), this.#ref()];
    const spent = this.#random.some(this.#points).slice(0, 2);
    const rest = spent.reduce((sum, { quantity }) => sum + quantity, 0n) / 2n;
    this.#points = this.#points.filter((lot) => !spent.includes(lot));
    this.#points.push({ id: `${company}/${ref}/s0`, quantity: rest });
    const isClaimed = this.#random.once(2);
    if (isClaimed) this.#claims.push(`${company}/${ref}`);
    const output = { holder: this.#random.hex(64), amount: rest, expiresAt: new Date(arrivalPlanned) };
    return say('loyalty.spent', `spend/${company}/${ref}`, {
      ...{ programme: 'AMSP/miles', inputs: spent.map(({ id }) => id), kind: 'redemption' },
      outputs: [{ ...output, termsVersion: 1, terms: DIGEST }],
      ...(isClaimed && { claim: { creditor: company, currency: 'EUR', minor: rest, terms: DIGEST } }),
    });
  }

  #settle(): Said | undefined {
    const claims = this.#claims.splice(0, 2);
    if (claims.length === 0) return undefined;
    const body = { marks: claims.map((claim) => ({ claim, number: 1 })) };
    return say('loyalty.settled', `settlement/AMSP/${this.#ref()}/accepted/BMSP`, body as object);
  }

  #issue(): Said {
    const ref = this.#ref();
    const [id, quantity] = [`BMSP/${ref}/0`, BigInt(1 + this.#random.int(50))];
    this.#lots.push({ id, quantity });
    const body = { lotId: id, classId: 'BMSP/co2', holder: this.#random.pick(COMPANIES), quantity };
    return say('lot.issued', `lots/BMSP/${ref}`, body);
  }

  /** Two lots at most become two. */
  #moveLots(): Said | undefined {
    if (this.#lots.length === 0) return undefined;
    const [company, ref] = [this.#random.pick(COMPANIES), this.#ref()];
    const used = this.#random.some(this.#lots).slice(0, 2);
    const sum = used.reduce((total, { quantity }) => total + quantity, 0n);
    this.#lots = this.#lots.filter((lot) => !used.includes(lot));
    const outputs = [sum / 2n, sum - sum / 2n].map((quantity, index) => {
      this.#lots.push({ id: `${company}/${ref}/m${index}`, quantity });
      return { holder: this.#random.pick(COMPANIES), quantity, ancestors: 1 };
    });
    const inputs = used.map(({ id: lot, quantity }) => ({ lot, origin: DIGEST, holder: company, quantity }));
    return say('lot.moved', `moves/${company}/${ref}`, {
      ...{ classId: 'BMSP/co2', kind: 'transfer', class: DIGEST, inputs, outputs, retired: 0n },
    });
  }

  #publish(): Said {
    const company = this.#random.pick(COMPANIES);
    const recordId = `${company}/${this.#random.hex(32)}`;
    this.#records.push(recordId);
    const body = { recordId, jurisdiction: 'FI', commitment: this.#random.hex(64) };
    return say('record.published', `commitments/${company}/${this.#ref()}`, body);
  }

  #erase(): Said | undefined {
    const recordId = this.#records.pop();
    if (recordId === undefined) return undefined;
    return say('record.erased', `erased/${recordId}`, { jurisdiction: 'FI', reason: 'asked' });
  }
}
