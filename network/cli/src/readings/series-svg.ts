import type { Series, SeriesQuantity } from '@kontti/client-sdk';
import { toUnit } from './units';

const width = 960;
const panelHeight = 220;
const margin = { top: 34, right: 20, bottom: 30, left: 64 };
const ticks = 5;

/** Where a value is on an axis. */
type Scale = (value: number) => number;

function scaleOf(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, high] = domain;
  const span = high - low || 1;
  return (value) => range[0] + ((value - low) / span) * (range[1] - range[0]);
}

const round = (value: number): string => value.toFixed(1);

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One panel for each quantity: the mean as a line, what lies between minimum and maximum as an area, conditions as dashed lines. */
export function seriesToSvg(series: Series, title: string): string {
  const height = margin.top + series.quantities.length * (panelHeight + margin.bottom);
  const panels = series.quantities.map((quantity, index) =>
    toPanel(series, quantity, margin.top + index * (panelHeight + margin.bottom)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${margin.left}" y="20" font-size="14">${escapeXml(title)}</text>
${panels.join('\n')}
</svg>
`;
}

function toPanel(series: Series, { name, points, min, max }: SeriesQuantity, top: number): string {
  const { label, factor, excursions } = toUnit(name);
  const limits = series.excursions.filter(({ kind }) => excursions.includes(kind)).map(({ limit }) => limit);
  const low = Math.min(min, ...limits);
  const high = Math.max(max, ...limits);
  const [from = 0, to = 0] = [points[0]?.from.getTime(), points.at(-1)?.to.getTime()];
  const x = scaleOf([from, to], [margin.left, width - margin.right]);
  const y = scaleOf([low, high], [top + panelHeight - 20, top + 20]);
  const middle = ({ from: begin, to: end }: { readonly from: Date; readonly to: Date }): number =>
    (begin.getTime() + end.getTime()) / 2;
  const along = (value: (point: (typeof points)[number]) => number, list = points): string =>
    list.map((point) => `${round(x(middle(point)))},${round(y(value(point)))}`).join(' ');
  const area = `${along((point) => point.max)} ${along((point) => point.min, points.toReversed())}`;
  const marks = Array.from({ length: ticks }, (_, index) => index / (ticks - 1));
  return [
    `<text x="${margin.left}" y="${top + 12}">${escapeXml(label)}</text>`,
    ...marks.map((share) => toValueTick(low + share * (high - low), y, factor)),
    ...marks.map((share) => toTimeTick(from + share * (to - from), x, top)),
    `<polygon points="${area}" fill="#9ecae1" fill-opacity="0.6"/>`,
    `<polyline points="${along((point) => point.mean)}" fill="none" stroke="#08519c" stroke-width="1.5"/>`,
    ...[...new Set(limits)].map((limit) => toLimit(y(limit))),
  ].join('\n');
}

function toValueTick(value: number, y: Scale, factor: number): string {
  const at = round(y(value));
  return (
    `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}" stroke="#ddd"/>` +
    `<text x="${margin.left - 6}" y="${at}" text-anchor="end" dominant-baseline="middle">${(value / factor).toFixed(1)}</text>`
  );
}

function toTimeTick(timeMs: number, x: Scale, top: number): string {
  const text = new Date(timeMs).toISOString().slice(5, 16).replace('T', ' ');
  return `<text x="${round(x(timeMs))}" y="${top + panelHeight}" text-anchor="middle" fill="#555">${text}</text>`;
}

function toLimit(y: number): string {
  return `<line x1="${margin.left}" x2="${width - margin.right}" y1="${round(y)}" y2="${round(y)}" stroke="#cb181d" stroke-dasharray="6 4"/>`;
}
