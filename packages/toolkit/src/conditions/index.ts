/** Reading and setting `status.conditions` as Flux does; pure functions over lists of conditions. */
export {
  type ConditionInput,
  findCondition,
  isConditionTrue,
  isReady,
  markReconciling,
  markStalled,
  removeCondition,
  setCondition,
} from "./conditions.ts";
