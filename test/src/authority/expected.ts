/** Who calls: a company by its part in the scene. */
export const CALLERS = ['forwarder', 'airline', 'retailer', 'caterer', 'newcomer', 'outsider'] as const;

/** One of {@link CALLERS}: consignor, operator and issuer, consignee, partner; a member that never registered; one without seals. */
export type CallerName = (typeof CALLERS)[number];

/** What was agreed before the call, each after the one before. */
export const SITUATIONS = ['empty', 'made', 'offered', 'accepted', 'arrived'] as const;

/**
 * One of {@link SITUATIONS}. `empty`: companies and places. `made`: transport, shipment, device, terms, lots. `offered`: custody and a device to the
 * airline, access to the caterer, a settlement to the airline, a deal to the retailer. `accepted`: all of that was accepted. `arrived`: the consignee has custody.
 */
export type Situation = (typeof SITUATIONS)[number];

/** Who may call a method, and in which situations. */
interface Expectation {
  readonly role: 'admin' | 'operator' | 'loyalty' | 'trade';
  readonly allowed: Partial<Record<Situation, readonly CallerName[]>>;
}

const REGISTERED = ['forwarder', 'airline', 'retailer', 'caterer'] as const;

function always(...callers: readonly CallerName[]): Expectation['allowed'] {
  return Object.fromEntries(SITUATIONS.map((situation) => [situation, callers]));
}

function since(first: Situation, ...callers: readonly CallerName[]): Expectation['allowed'] {
  const from = SITUATIONS.indexOf(first);
  return Object.fromEntries(SITUATIONS.slice(from).map((situation) => [situation, callers]));
}

/** Every method that changes the ledger. What is not named here is refused. */
export const AUTHORITY: Readonly<Record<string, Expectation>> = {
  'company:Register': { role: 'admin', allowed: always('newcomer') },
  'company:SetRule': { role: 'admin', allowed: always(...REGISTERED) },
  'company:RegisterPlaces': { role: 'operator', allowed: always(...REGISTERED) },
  'company:RegisterDevice': { role: 'admin', allowed: always('forwarder') },
  'company:RevokeDevice': { role: 'admin', allowed: since('made', 'forwarder') },
  'company:OfferDevice': { role: 'admin', allowed: since('made', 'forwarder') },
  'company:WithdrawDevice': { role: 'admin', allowed: { offered: ['forwarder'] } },
  // A repeat of what was accepted gets the first answer.
  'company:AcceptDevice': { role: 'admin', allowed: since('offered', 'airline') },
  'company:RotateDeviceKey': { role: 'admin', allowed: since('made', 'forwarder') },
  'company:RecordFirmware': { role: 'admin', allowed: since('made', 'forwarder') },
  'transport:Plan': { role: 'operator', allowed: always('airline') },
  'transport:Update': { role: 'operator', allowed: since('made', 'airline') },
  'shipment:Consign': { role: 'operator', allowed: always('forwarder') },
  'shipment:ConsignAll': { role: 'operator', allowed: always('forwarder') },
  'shipment:Amend': {
    role: 'operator',
    allowed: { made: ['forwarder'], accepted: ['forwarder'], arrived: ['forwarder'] },
  },
  'shipment:Cancel': { role: 'operator', allowed: { made: ['forwarder'] } },
  'shipment:GrantAccess': { role: 'operator', allowed: since('made', 'forwarder') },
  // Consignor, consignee and operator of a leg; the caterer has no part in the shipment, its grant is for readings.
  'shipment:ReportMilestones': {
    role: 'operator',
    allowed: since('made', 'forwarder', 'retailer', 'airline'),
  },
  'shipment:OfferCustody': {
    role: 'operator',
    allowed: { made: ['forwarder'], accepted: ['airline'], arrived: ['retailer'] },
  },
  'shipment:WithdrawOffer': { role: 'operator', allowed: { offered: ['forwarder'] } },
  // A repeat of what was accepted gets the first answer.
  'shipment:AcceptCustody': { role: 'operator', allowed: since('offered', 'airline') },
  'shipment:Deliver': { role: 'operator', allowed: { arrived: ['retailer'] } },
  'reading:RegisterSite': { role: 'operator', allowed: always('forwarder') },
  'reading:GrantReadings': { role: 'operator', allowed: since('made', 'forwarder') },
  'reading:Submit': { role: 'operator', allowed: since('offered', 'caterer') },
  'loyalty:SetTerms': { role: 'admin', allowed: always('airline') },
  'loyalty:Accrue': { role: 'loyalty', allowed: since('made', 'airline') },
  'loyalty:Compensate': { role: 'loyalty', allowed: since('made', 'airline') },
  'loyalty:CreateJourneySecret': { role: 'loyalty', allowed: always('forwarder') },
  'loyalty:Transfer': { role: 'loyalty', allowed: since('made', 'airline') },
  'loyalty:Redeem': { role: 'loyalty', allowed: since('made', 'caterer') },
  'loyalty:ProposeSettlement': { role: 'loyalty', allowed: { made: ['caterer'], offered: ['caterer'] } },
  'loyalty:AcceptSettlement': { role: 'loyalty', allowed: since('offered', 'airline') },
  'lot:SetClass': { role: 'admin', allowed: always('airline') },
  'lot:Issue': { role: 'trade', allowed: since('made', 'airline') },
  // A lot that the retailer holds; a wallet's moves need its signature too.
  'lot:Move': { role: 'trade', allowed: since('made', 'retailer') },
  // That the retailer's lot goes to the forwarder: either of the two parties.
  'lot:ProposeDeal': { role: 'trade', allowed: since('made', 'forwarder', 'retailer') },
  'lot:AgreeDeal': { role: 'trade', allowed: since('offered', 'retailer') },
  'lot:CloseDeal': { role: 'trade', allowed: since('accepted', 'forwarder', 'retailer') },
  'lot:WithdrawDeal': { role: 'trade', allowed: since('offered', 'forwarder') },
  // Of what the airline owes the retailer.
  'lot:ProposeNetting': { role: 'trade', allowed: since('made', 'airline', 'retailer') },
  'lot:Dispute': { role: 'trade', allowed: since('made', 'airline', 'retailer') },
  'lot:WithdrawDispute': { role: 'trade', allowed: since('made', 'retailer') },
  'product:SetClass': { role: 'admin', allowed: always('forwarder') },
  'product:Make': { role: 'trade', allowed: since('made', 'forwarder') },
  'product:Recall': { role: 'trade', allowed: since('made', 'forwarder') },
  // About challenged items, of which anybody says what it did with them and what cannot be true.
  'product:Link': { role: 'trade', allowed: since('made', ...REGISTERED) },
  'product:Mark': { role: 'trade', allowed: since('made', ...REGISTERED) },
  'product:AnswerRecall': { role: 'trade', allowed: since('made', ...REGISTERED) },
  'product:Contradict': { role: 'trade', allowed: since('made', ...REGISTERED) },
  'record:Anchor': { role: 'operator', allowed: always(...REGISTERED) },
  'record:Acknowledge': { role: 'operator', allowed: since('made', 'retailer') },
  // Of the forwarder's private records, in the collection that it shares with the retailer.
  'record:Keep': { role: 'operator', allowed: always('forwarder') },
  'record:Publish': { role: 'operator', allowed: since('made', 'forwarder') },
  'record:Purge': { role: 'operator', allowed: always('forwarder') },
  'record:Erase': { role: 'operator', allowed: always('forwarder') },
  // Of the forwarder's consignment, which the forwarder alone vouched for.
  'record:Correct': { role: 'operator', allowed: since('made', 'forwarder') },
};

/** The one query that only members of a collection are answered. */
export const MEMBERS_QUERY = {
  method: 'record:GetKept',
  role: 'operator',
  allowed: ['forwarder', 'retailer'],
} as const;

/** The one query that asks who calls: with this role, about the own company alone. */
export const GUARDED_QUERY = {
  method: 'loyalty:GetJourneySecret',
  role: 'loyalty',
  allowed: 'forwarder',
} as const;
