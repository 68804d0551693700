import { setKey } from "@sluice/base/object";
import { isMapValue, isSliceValue, type MapValue } from "@sluice/go-template";
import { isEmpty } from "./empty.ts";

/**
 * Merges `source` into `target` in place, maps within maps recursively. Without `overwrites`, an entry of the target
 * stays unless it is empty (nil, false, 0, "", no elements); with it, every entry of the source counts. Lists are
 * never combined; maps taken over are shared, not copied.
 */
export function mergeMaps(target: MapValue, source: MapValue, overwrites: boolean, depth = 0): void {
  if (target === source || depth > 1000) return;
  for (const key of Object.keys(source)) {
    const incoming = source[key];
    const isKnown = Object.hasOwn(target, key);
    const present = isKnown ? target[key] : undefined;
    if (incoming === null || incoming === undefined) {
      if (overwrites) setKey(target, key, null);
      continue;
    }
    const isFilled = isKnown && !isEmpty(present);
    if (isMapValue(incoming) && isMapValue(present)) {
      mergeMaps(present, incoming, overwrites, depth + 1);
      if (isFilled || !isEmpty(present)) continue;
    }
    if (isSliceValue(incoming) && isFilled && !overwrites) continue;
    if (overwrites || !isFilled) setKey(target, key, incoming);
  }
}
