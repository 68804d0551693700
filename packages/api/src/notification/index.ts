/**
 * The kinds of `notification.toolkit.fluxcd.io`: where events go (Alert, Provider), whose calls wake objects
 * (Receiver).
 */

export { type Alert, type AlertSpec, alertKind } from "./alert.ts";
export { notificationCategories, notificationGroup } from "./object-reference.ts";
export {
  type Provider,
  type ProviderSpec,
  type ProviderType,
  providerKind,
  providerTypes,
} from "./provider.ts";
export {
  type Receiver,
  type ReceiverSpec,
  type ReceiverStatus,
  type ReceiverType,
  receiverKind,
  receiverTypes,
} from "./receiver.ts";
