import {
  GoComplex,
  GoInteger,
  GoStruct,
  type GoValue,
  isMapValue,
  isNilValue,
  Traversal,
  typeOf,
} from "@sluice/go-template";

/** Go's `reflect.DeepEqual`: types must agree, so int 1 differs from float64 1 and an empty list from a nil one. */
export function deepEqualValues(a: GoValue, b: GoValue): boolean {
  return equal(a, b, 0, new Traversal());
}

function equal(a: GoValue, b: GoValue, depth: number, traversal: Traversal): boolean {
  const left = a ?? null;
  const right = b ?? null;
  if (typeof left !== "object" || left === null || typeof right !== "object" || right === null)
    return left === right;
  if (typeOf(left).text !== typeOf(right).text) return false;
  if (left === right) return true;
  traversal.visit(depth);
  if (left instanceof GoInteger) return left.value === (right as GoInteger).value;
  if (left instanceof GoComplex) {
    return left.real === (right as GoComplex).real && left.imaginary === (right as GoComplex).imaginary;
  }
  if (isNilValue(left) !== isNilValue(right)) return false;
  if (Array.isArray(left) || left instanceof Uint8Array) {
    const other = right as ArrayLike<GoValue>;
    if (left.length !== other.length) return false;
    for (let i = 0; i < left.length; i++) if (!equal(left[i], other[i], depth + 1, traversal)) return false;
    return true;
  }
  if (left instanceof GoStruct) {
    const other = right as GoStruct;
    if (left.inner !== other.inner) return false;
    return Object.keys(left.fields).every((name) =>
      equal(left.fields[name], other.fields[name], depth + 1, traversal),
    );
  }
  if (!isMapValue(left) || !isMapValue(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key], depth + 1, traversal));
}
