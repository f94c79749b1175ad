import {
  bytesKey,
  canonicalJson,
  factDigest,
  furtherSealsOf,
  sealCollectionName,
  sealHash,
  sealValue,
  type Address,
} from '@kontti/model';
import type { Forgery, ForgedWrite } from '../cheating/altered-contract';
import { bareWrite, bytesWrite, eventOf, policyOfAll, sealWrite, unprotected } from '../cheating/forge';
import { contentToFact, someContent } from './forged-contents';
import type { ForgeryScope, RawContent } from './forgery-scope';

const JUNK = [
  Buffer.from('{}'),
  Buffer.from('null'),
  Buffer.from([0xff, 0x00, 0x80]),
  Buffer.alloc(3000, 'x'),
];

const LATER_MAX = 100;

/** One forgery of a kind that the seed picks. */
export function someForgery(scope: ForgeryScope): Forgery {
  const { seeded } = scope;
  const kind = seeded.int(13);
  if (kind < 5) return forgedFact(scope);
  if (kind === 5) return { writes: seeded.some(knownKeys(scope)).map((key) => tamper(scope, key)) };
  if (kind === 6) return { writes: Array.from({ length: 1 + seeded.int(5) }, () => junkWrite(scope)) };
  if (kind === 7) return { writes: [junkSeal(scope)] };
  if (kind === 8) return { writes: [junkSeal(scope)], event: strangeEvent(scope) };
  if (kind === 9 || kind === 10) return halfAFact(scope);
  if (kind === 11) return { writes: laterWrites(scope) };
  return { writes: [{ key: seeded.pick(knownKeys(scope)) }] };
}

/** A fact with the seals that the coalition can give, as honest peers would write it or nearly so. */
function forgedFact(scope: ForgeryScope): Forgery {
  const { coalition, seeded, honest } = scope;
  const content = someContent(scope);
  const bytes = Buffer.from(canonicalJson(contentToFact(content, seeded)));
  // Now and then with the honest company's seal too: then nothing of the transaction may become valid.
  const sealers = seeded.once(8) ? [...coalition, honest] : coalition;
  const seals = sealsOf(content).filter(({ mspId }) => sealers.includes(mspId));
  const reads = seeded.once(4)
    ? []
    : seals.map(({ mspId, key }) => ({ key, collection: sealCollectionName(mspId) }));
  const isProtected = !seeded.once(4);
  const writes = [
    bytesWrite(bytes),
    ...seals.map(({ mspId, key }) => sealWrite({ mspId, key, bytes })),
    ...(seeded.once(3) ? [listEntry(scope, factDigest(bytes))] : []),
  ];
  const event = eventOf([{ type: content.type, key: content.key, digest: factDigest(bytes) }]);
  return {
    reads,
    writes: isProtected ? writes : writes.map(unprotected),
    ...(seeded.once(2) ? { event } : {}),
  };
}

/** The seals of a fact without its bytes, or all of it without protection: the rest, or deletes, follow some day. */
function halfAFact(scope: ForgeryScope): Forgery {
  const { later, seeded } = scope;
  const forgery = forgedFact(scope);
  const isSeal = ({ collection }: ForgedWrite): boolean => collection !== undefined;
  const writes = seeded.once(2) ? forgery.writes.filter(isSeal) : forgery.writes.map(unprotected);
  const rest = forgery.writes.filter((write) => !isSeal(write));
  const deletes = forgery.writes.map(({ key, collection }) =>
    collection === undefined ? { key } : { key, collection },
  );
  if (later.length < LATER_MAX) later.push(writes.some((write) => !isSeal(write)) ? deletes : rest);
  return { ...forgery, writes };
}

function laterWrites({ later, seeded, ...scope }: ForgeryScope): ForgedWrite[] {
  const [writes] = later.splice(seeded.int(Math.max(1, later.length)), 1);
  return writes ?? [junkWrite({ ...scope, later, seeded })];
}

function sealsOf(content: RawContent): Address[] {
  const own = content.vouchers.map((mspId) => ({ mspId, key: content.key }));
  try {
    return [...own, ...furtherSealsOf(content)].filter(({ key }) => key !== '');
  } catch {
    return own.filter(({ key }) => key !== '');
  }
}

/** Public keys on which what the honest company vouched for depends. */
function knownKeys({ world }: ForgeryScope): string[] {
  const recent = [...world.vouched].slice(-8);
  return recent.flatMap((digest) => [bytesKey(sealHash(digest)), `${bytesKey(sealHash(digest))}/0`]);
}

function tamper({ seeded, coalition }: ForgeryScope, key: string): ForgedWrite {
  const write = bareWrite(key, seeded.pick(JUNK));
  return seeded.once(2) ? write : { ...write, policy: policyOfAll(coalition) };
}

function listEntry({ honest, world, seeded }: ForgeryScope, digest: string): ForgedWrite {
  const time = String(seeded.int(2 ** 31)).padStart(16, '0');
  const hash = seeded.once(2) ? sealHash(digest).slice(0, 16) : seeded.hex(16);
  const id = seeded.pick([`${honest}/S-1`, `NoSuchMSP/S-1`, ...world.kept.slice(-2)]);
  const list = seeded.pick([
    'shipment/time',
    `shipment/company/${honest}`,
    'transport/time',
    `transport/company/${honest}`,
    `batch/latest/${world.device.deviceId}`,
    `excursion/${world.kept.at(-1) ?? ''}`,
    `milestone/${world.kept.at(-1) ?? ''}`,
    `lot/${world.programme}/${world.wallet.holderIn(world.programme)}`,
  ]);
  return bareWrite(`idx/${list}/${time}/${id}/${hash}`, Buffer.from('{}'));
}

function junkWrite(scope: ForgeryScope): ForgedWrite {
  const { honest, seeded, coalition } = scope;
  const key = seeded.pick([
    listEntry(scope, seeded.hex(64)).key,
    `idx/shipment/time/${seeded.hex(40).repeat(20)}`,
    `idx/shipment/company/${honest}/${String.fromCharCode(33 + seeded.int(90))}\u{1f4a9}${seeded.int(100)}`,
    `fact/${seeded.hex(64)}`,
    `fact/${seeded.hex(64)}/0`,
    someContent(scope).key || 'x',
    `company/${honest}/${seeded.int(3)}`,
  ]);
  const write = bareWrite(key, seeded.pick(JUNK));
  return seeded.once(3) ? { ...write, policy: policyOfAll(seeded.some(coalition)) } : write;
}

/** Anything in a colluder's own collection: there its own peers may write what they like. */
function junkSeal(scope: ForgeryScope): ForgedWrite {
  const { seeded, coalition } = scope;
  const mspId = seeded.pick(coalition);
  const { key } = someContent(scope);
  const value = seeded.once(2) ? sealValue(seeded.pick([...scope.world.vouched])) : seeded.pick(JUNK);
  return {
    key: key === '' ? 'x' : key,
    collection: sealCollectionName(mspId),
    ...(seeded.once(5) ? {} : { value: value.toString('base64') }),
  };
}

function strangeEvent({ seeded, world, honest }: ForgeryScope): NonNullable<Forgery['event']> {
  const claim = {
    type: seeded.pick(['transport.delayed', 'device.revoked', 'loyalty.lots', 'no.type']),
    key: `device/${honest}/D-1/revoked`,
    digest: seeded.pick([...world.vouched]),
  };
  return seeded.pick([
    eventOf([claim]),
    eventOf([]),
    { name: 'kontti', payload: seeded.bytes(40).toString('base64') },
    { name: 'other', payload: '' },
  ]);
}
