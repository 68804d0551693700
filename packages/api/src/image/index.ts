/**
 * The kinds of `image.toolkit.fluxcd.io`: scanning image tags, choosing one, committing it.
 */

export { imageCategories, imageGroup } from "./group.ts";
export {
  type ImagePolicy,
  type ImagePolicySpec,
  type ImagePolicyStatus,
  type ImageRef,
  imagePolicyKind,
} from "./image-policy.ts";
export {
  type ImageRepository,
  type ImageRepositorySpec,
  type ImageRepositoryStatus,
  imageRepositoryKind,
} from "./image-repository.ts";
export {
  type ImageUpdateAutomation,
  type ImageUpdateAutomationSpec,
  type ImageUpdateAutomationStatus,
  imageUpdateAutomationKind,
} from "./image-update-automation.ts";
