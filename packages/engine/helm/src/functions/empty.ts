import { GoError, GoFunction, GoStruct, type GoValue, isTruthy } from "@sluice/go-template";

/** Whether a value counts as unset: nil, false, zero, empty. Structs never do. */
export function isEmpty(value: GoValue): boolean {
  if (value instanceof GoFunction) throw new GoError("reflect: call of reflect.Value.IsNil on func Value");
  return value instanceof GoStruct ? false : !isTruthy(value);
}
