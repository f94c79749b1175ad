/** The members of an instance of a request or body class, as a plain object to build another one from. */
export type Plain<T extends object> = { -readonly [K in keyof T]: T[K] };

/** Copies the members of an instance, whose class has fields only. */
export function toPlain<T extends object>(instance: T): Plain<T> {
  return Object.fromEntries(Object.entries(instance)) as Plain<T>;
}
