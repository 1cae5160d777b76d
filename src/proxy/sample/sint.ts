/**
 * Signed 64-bit integers of samples: a number whenever it is a safe integer, a bigint beyond. Numbers cost nothing, and
 * comparisons between the two kinds are exact in JavaScript; arithmetic goes through here.
 */
export type Sint = number | bigint;

export const smallestSint = -(2n ** 63n);
export const largestSint = 2n ** 63n - 1n;

/** The number or bigint that stands for `value`, wrapped around at 64 bits as C's arithmetic does. */
export function toSint(value: bigint): Sint {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= Number.MIN_SAFE_INTEGER && wrapped <= Number.MAX_SAFE_INTEGER ? Number(wrapped) : wrapped;
}

/** The same, saturated at the ends of the range. */
export function saturate(value: bigint): Sint {
  return toSint(value > largestSint ? largestSint : value < smallestSint ? smallestSint : value);
}
