export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

const radians = Math.PI / 180;

function toVector({ latitude, longitude }: Position): [number, number, number] {
  const phi = latitude * radians;
  const lambda = longitude * radians;
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

/** The point on the great circle between two places after `fraction` (0 to 1) of the way. */
export function greatCirclePoint(options: { from: Position; to: Position; fraction: number }): Position {
  const a = toVector(options.from);
  const b = toVector(options.to);
  const cosine = Math.min(1, Math.max(-1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]));
  const angle = Math.acos(cosine);
  if (angle < 1e-9) {
    return { latitude: options.from.latitude, longitude: options.from.longitude };
  }
  const weightA = Math.sin((1 - options.fraction) * angle) / Math.sin(angle);
  const weightB = Math.sin(options.fraction * angle) / Math.sin(angle);
  const [x, y, z] = [0, 1, 2].map((axis) => weightA * (a[axis] ?? 0) + weightB * (b[axis] ?? 0)) as [
    number,
    number,
    number,
  ];
  return { latitude: Math.atan2(z, Math.hypot(x, y)) / radians, longitude: Math.atan2(y, x) / radians };
}
