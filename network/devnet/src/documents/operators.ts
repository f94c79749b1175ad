import { collate, jsonType } from './collation';
import type { Json } from './json';
import { queryRefused } from './query-error';

/** Whether a value that exists meets a condition. */
export type Test = (value: Json) => boolean;

function badArgument(operator: string, argument: Json): never {
  throw queryRefused({
    error: 'bad_arg',
    reason: `Bad argument for operator ${operator}: ${JSON.stringify(argument)}`,
  });
}

function isEqual(left: Json, right: Json): boolean {
  return collate(left, right) === 0;
}

function requireList(operator: string, argument: Json): readonly Json[] {
  return Array.isArray(argument) ? (argument as readonly Json[]) : badArgument(operator, argument);
}

function valuesOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function createIn(argument: Json, operator: string): Test {
  const wanted = requireList(operator, argument);
  return (value) => valuesOf(value).some((each) => wanted.some((other) => isEqual(each, other)));
}

function createAll(argument: Json): Test {
  const wanted = requireList('$all', argument);
  return (value) => {
    if (!Array.isArray(value) || wanted.length === 0) return false;
    const has = wanted.every((other) => (value as Json[]).some((each) => isEqual(each, other)));
    // One list within the list stands for the whole value.
    return has || (wanted.length === 1 && Array.isArray(wanted[0]) && isEqual(wanted[0], value));
  };
}

function createMod(argument: Json): Test {
  const [divisor, remainder] = Array.isArray(argument) ? (argument as readonly Json[]) : [];
  if (!Number.isInteger(divisor) || !Number.isInteger(remainder) || Number(divisor) === 0)
    badArgument('$mod', argument);
  return (value) => Number.isInteger(value) && Number(value) % Number(divisor) === Number(remainder);
}

function createRegex(argument: Json): Test {
  if (typeof argument !== 'string') return badArgument('$regex', argument);
  let pattern: RegExp;
  try {
    pattern = new RegExp(argument, 'u');
  } catch {
    return badArgument('$regex', argument);
  }
  return (value) => typeof value === 'string' && pattern.test(value);
}

function createSize(argument: Json): Test {
  if (!Number.isInteger(argument) || Number(argument) < 0) badArgument('$size', argument);
  return (value) => Array.isArray(value) && value.length === argument;
}

function createType(argument: Json): Test {
  if (typeof argument !== 'string') badArgument('$type', argument);
  return (value) => jsonType(value) === argument;
}

function createBeginsWith(argument: Json): Test {
  if (typeof argument !== 'string') return badArgument('$beginsWith', argument);
  return (value) => typeof value === 'string' && value.startsWith(argument);
}

/** The operators that look at one value. What they mean: CouchDB's documentation, "Selector Syntax". */
export const tests: Readonly<Record<string, (argument: Json) => Test>> = {
  $lt: (argument) => (value) => collate(value, argument) < 0,
  $lte: (argument) => (value) => collate(value, argument) <= 0,
  $eq: (argument) => (value) => isEqual(value, argument),
  $ne: (argument) => (value) => !isEqual(value, argument),
  $gte: (argument) => (value) => collate(value, argument) >= 0,
  $gt: (argument) => (value) => collate(value, argument) > 0,
  $in: (argument) => createIn(argument, '$in'),
  $nin: (argument) => {
    const isIn = createIn(argument, '$nin');
    return (value) => !isIn(value);
  },
  $all: createAll,
  $type: createType,
  $mod: createMod,
  $regex: createRegex,
  $beginsWith: createBeginsWith,
  $size: createSize,
};
