/** Label and field selectors in text and object form, compiled to tests. */
export { type FieldRequirement, fieldTest, parseFieldSelector } from "./field-selector.ts";
export {
  type LabelRequirement,
  type LabelTest,
  labelSelectorTest,
  meets,
  parseLabelSelector,
  parseRequirements,
} from "./label-selector.ts";
