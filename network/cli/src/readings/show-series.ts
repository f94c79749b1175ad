import { writeFile } from 'node:fs/promises';
import type { Series, SeriesQuantity, SeriesRequest } from '@kontti/client-sdk';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { Terminal } from '../options/terminal';
import { openClient, type ClientArguments } from '../options/open-client';
import { seriesToSvg } from './series-svg';
import { excursionToUnit, toUnit } from './units';

/** What is shown. */
export interface ShowArguments extends ClientArguments {
  readonly device?: string;
  readonly shipment?: string;
  readonly site?: string;
  readonly agreement?: string;
  readonly container?: string;
  readonly from?: string;
  readonly to?: string;
  readonly points?: number;
  readonly out?: string;
}

/** Points of a plot in a terminal, and its lines. */
const plot = { columns: 70, lines: 10 } as const;

/** `kontti readings show` */
export async function showSeries(options: ShowArguments, terminal: Terminal): Promise<void> {
  const { device: deviceId, shipment: shipmentId, site: siteId, agreement: agreementId, container } = options;
  const { from, to, out } = options;
  const points = options.points ?? (out === undefined && !terminal.isJson ? plot.columns : undefined);
  const given = Object.entries({ deviceId, shipmentId, siteId, agreementId, container, from, to, points });
  const request = Object.fromEntries(given.filter(([, value]) => value !== undefined)) as SeriesRequest;
  const render = out === undefined ? undefined : requireRenderer(out);
  const client = await openClient(options);
  try {
    const series = await client.readings.series(request);
    const title = [container, shipmentId, siteId, agreementId, deviceId]
      .filter((word) => word !== undefined)
      .join(' ');
    if (out !== undefined && render !== undefined) await writeFile(out, render(seriesToSvg(series, title)));
    terminal.result({
      text: [...seriesToText(series, title), ...(out === undefined ? [] : [`written: ${out}`])].join('\n'),
      json: { event: 'series', ...series, ...(out === undefined ? {} : { file: out }) },
      isPlain: true,
    });
  } finally {
    client.close();
  }
}

/** Makes the bytes of a file of SVG. @throws ARGUMENT_INVALID for other endings, and for PNG without the package that draws it */
function requireRenderer(file: string): (svg: string) => string | Uint8Array {
  if (/\.svg$/i.test(file)) return (svg) => svg;
  if (!/\.png$/i.test(file)) {
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message: 'The file of --out ends in .svg or .png.' });
  }
  try {
    const { Resvg } = require('@resvg/resvg-js') as {
      readonly Resvg: new (svg: string) => { render(): { asPng(): Uint8Array } };
    };
    return (svg) => new Resvg(svg).render().asPng();
  } catch (cause) {
    const message = 'PNG needs the package @resvg/resvg-js: install it beside kontti, or write .svg.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message, cause });
  }
}

function seriesToText(series: Series, title: string): string[] {
  const { readings, batches, unverified, from, to, position } = series;
  const head = `${title}: ${readings} readings in ${batches} batches, each verified with its device's key`;
  if (from === undefined || to === undefined) return [head];
  return [
    head,
    `${from.toISOString()} to ${to.toISOString()}`,
    ...(unverified > 0 ? [`left out: ${unverified} batches that their device did not sign like this`] : []),
    ...series.quantities.flatMap(quantityToText),
    ...series.excursions.map(({ kind, deviceId, limit, worst, readings: count, firstAt, ...about }) => {
      const { factor } = excursionToUnit(kind);
      const [bound, farthest] = [limit / factor, worst / factor];
      return `outside: ${kind} ${farthest}, limit ${bound}, ${count} readings of ${deviceId} about ${about.shipmentId ?? about.siteId ?? ''} from ${firstAt.toISOString()}`;
    }),
    ...(position === undefined
      ? []
      : [
          `last position: ${position.latitudeE7 / 1e7}, ${position.longitudeE7 / 1e7} at ${position.at.toISOString()} by ${position.deviceId}`,
        ]),
  ];
}

function quantityToText({ name, count, min, max, mean, points }: SeriesQuantity): string[] {
  const { label, factor } = toUnit(name);
  const shown = [min, mean, max].map((value) => (value / factor).toFixed(3));
  const line = `${label}  min ${shown[0]}  mean ${shown[1]}  max ${shown[2]}  (${count})`;
  const { plot: toPlot } = require('asciichart') as {
    plot: (values: readonly number[], options: { readonly height: number }) => string;
  };
  const values = points.map((point) => point.mean / factor);
  return values.length < 2 ? [line] : [line, toPlot(values, { height: plot.lines })];
}
