import type { YamlNode } from "./yaml-scalar.ts";

/** A scalar that was read but not yet resolved: keys are made of these, and only values pay for resolution. */
export class RawScalar {
  readonly text: string;
  readonly plain: boolean;

  constructor(text: string, plain: boolean) {
    this.text = text;
    this.plain = plain;
  }
}

/** The anchor and the tag before a node. */
export interface Properties {
  anchor: string | undefined;
  tag: string | undefined;
}

/** A key as it was read: a scalar or another node, and what stood before it. */
export interface ReadKey extends Properties {
  node: RawScalar | YamlNode;
}

/** What `<<` brings to a mapping. */
export interface MergeState {
  /** Node handed to `<<`, applied at the end (v3). */
  source: YamlNode | undefined;
}

/** Neither anchor nor tag. */
export const noProperties: Properties = { anchor: undefined, tag: undefined };
/** A scalar without text. */
export const emptyScalar = new RawScalar("", true);

/** True for a scalar that is not resolved yet. */
export function isRaw(content: RawScalar | YamlNode): content is RawScalar {
  return content instanceof RawScalar;
}
