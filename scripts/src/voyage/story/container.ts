import { verifyBatch, type KonttiClient, type ProvenEvent } from '@kontti/client-sdk';
import type { Seen } from '../check/observer';
import type { VoyageShipment } from '../shipments';
import { readingsPerFlight } from '../stations/measure';
import { toSparkline } from './sparkline';
import { degrees, minutesLate, timeOfDay } from './words';

const lineWidth = 48;

/** What a company needs to know of a container, besides what it saw on the ledger. */
interface ContainerView {
  readonly client: KonttiClient;
  readonly seen: Seen;
  readonly shipmentId: string;
  /** Of the container's device: verifies its readings. */
  readonly publicKey: string;
}

/** The shipment with the most to show: one that left its conditions on the way, else one that was outside all the time; late ones first. */
export function pickShipment(
  shipments: readonly VoyageShipment[],
  seen: { readonly excursions: readonly Pick<Seen['excursions'][number], 'shipmentId' | 'excursions'>[] },
): VoyageShipment | undefined {
  const outside = new Map<string | undefined, number>();
  for (const { shipmentId, excursions } of seen.excursions) {
    const readings = excursions.reduce((sum, excursion) => sum + excursion.readings, 0);
    outside.set(shipmentId, (outside.get(shipmentId) ?? 0) + readings);
  }
  const rankOf = ({ shipmentId }: VoyageShipment): number => {
    const readings = outside.get(shipmentId) ?? 0;
    if (readings === 0) return 0;
    return readings < readingsPerFlight ? 2 : 1;
  };
  return [...shipments].sort(
    (a, b) => rankOf(b) - rankOf(a) || b.flight.delayMinutes - a.flight.delayMinutes,
  )[0];
}

/** What happened to one container, as one company's peer shows it. */
export async function containerStory(view: ContainerView): Promise<string[]> {
  const { shipment } = await view.client.shipments.get({ shipmentId: view.shipmentId });
  return [
    `Container ${shipment.uld ?? shipment.container ?? ''} (shipment ${view.shipmentId}), as ${view.client.mspId} sees it`,
    ...(await Promise.all(shipment.legs.map((transportId) => legLine(view.client, transportId)))),
    ...custodyLines(view),
    ...paperLines(view),
    ...temperatureLines(view, shipment.conditions ?? {}),
  ];
}

async function legLine(client: KonttiClient, transportId: string): Promise<string> {
  const { plan, status, arrival, delayMinutes } = await client.transports.get({ transportId });
  const planned = `planned ${timeOfDay(plan.departurePlanned)} to ${timeOfDay(plan.arrivalPlanned)}`;
  const actual = arrival === undefined ? status : `${status} ${timeOfDay(arrival)}`;
  const late = delayMinutes === undefined ? '' : `, ${minutesLate(delayMinutes)}`;
  return `  ${plan.mode.padEnd(12)} ${plan.from} to ${plan.to}, ${planned}; ${actual}${late}`;
}

function custodyLines({ seen, shipmentId }: ContainerView): string[] {
  return seen.custody
    .filter(({ key }) => key === `shipment/${shipmentId}` || key.startsWith(`custody/${shipmentId}/`))
    .map((event) => `  ${custodyText(event)}; sealed by ${event.vouchers.join(' and ')}`);
}

/** What went with the goods, and what became of them. */
function paperLines({ seen, shipmentId }: ContainerView): string[] {
  const title = seen.issued.find(({ shipment }) => shipment === shipmentId);
  const parcels = seen.issued
    .filter(({ shipment }) => shipment !== undefined)
    .findIndex((lot) => lot === title);
  const mark = seen.marks[parcels];
  const state = seen.surrendered.has(title?.lotId ?? '') ? 'given up for the goods' : 'not given up';
  return [
    ...(title === undefined ? [] : [`  title        ${title.lotId}, ${state}`]),
    ...(mark === undefined ? [] : [`  parcels      ${mark.items}, ${mark.kind}`]),
  ];
}

function custodyText(event: Seen['custody'][number]): string {
  const { type, body } = event;
  if (type === 'shipment.consigned') return `consigned    to ${body.consignee}`;
  if (type === 'custody.accepted') return `handed over  ${body.from} to ${body.to}`;
  return `delivered    at ${body.place}, ${timeOfDay(body.at)}`;
}

type Conditions = NonNullable<ProvenEvent<'shipment.consigned'>['body']['conditions']>;

function temperatureLines({ seen, shipmentId, publicKey }: ContainerView, conditions: Conditions): string[] {
  const readings = seen.batches
    .filter((batch) => batch.shipmentId === shipmentId)
    .flatMap(({ bytes }) => verifyBatch({ bytes, publicKey }).readings);
  const values = readings.flatMap(({ temperatureMilliC }) =>
    temperatureMilliC === undefined ? [] : [temperatureMilliC],
  );
  if (values.length === 0) return [];
  const { temperatureMinMilliC: min = -Infinity, temperatureMaxMilliC: max = Infinity } = conditions;
  const { line, marks } = toSparkline(values, { width: lineWidth, min, max });
  const range = `${degrees(Math.min(...values))} to ${degrees(Math.max(...values))} °C`;
  const outside = values.filter((value) => value < min || value > max).length;
  const allowed = `${degrees(min)} to ${degrees(max)} °C allowed`;
  return [
    `  temperature  ${line}  ${range}`,
    outside === 0
      ? `               ${allowed}: all ${values.length} readings are inside`
      : `  excursion    ${marks}  ${outside} of ${values.length} readings outside ${degrees(min)} to ${degrees(max)} °C`,
  ];
}
