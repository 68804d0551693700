/** Types of authorization.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const authorizationTypes = `
LocalSubjectAccessReview typed
  metadata +meta.ObjectMeta
  spec! +SubjectAccessReviewSpec
  status +SubjectAccessReviewStatus
SelfSubjectAccessReview typed
  metadata +meta.ObjectMeta
  spec! +SelfSubjectAccessReviewSpec
  status +SubjectAccessReviewStatus
SelfSubjectRulesReview typed
  metadata +meta.ObjectMeta
  spec! +SelfSubjectRulesReviewSpec
  status +SubjectRulesReviewStatus
SubjectAccessReview typed
  metadata +meta.ObjectMeta
  spec! +SubjectAccessReviewSpec
  status +SubjectAccessReviewStatus
FieldSelectorAttributes
  rawSelector string
  requirements [atomic]meta.FieldSelectorRequirement
LabelSelectorAttributes
  rawSelector string
  requirements [atomic]meta.LabelSelectorRequirement
NonResourceAttributes
  path string
  verb string
NonResourceRule
  verbs! +[atomic]string
  nonResourceURLs [atomic]string
ResourceAttributes
  namespace string
  verb string
  group string
  version string
  resource string
  subresource string
  name string
  fieldSelector *FieldSelectorAttributes
  labelSelector *LabelSelectorAttributes
ResourceRule
  verbs! +[atomic]string
  apiGroups [atomic]string
  resources [atomic]string
  resourceNames [atomic]string
SelfSubjectAccessReviewSpec
  resourceAttributes *ResourceAttributes
  nonResourceAttributes *NonResourceAttributes
SelfSubjectRulesReviewSpec
  namespace string
SubjectAccessReviewSpec
  resourceAttributes *ResourceAttributes
  nonResourceAttributes *NonResourceAttributes
  user string
  groups [atomic]string
  extra {}[]string
  uid string
SubjectAccessReviewStatus
  allowed! +bool
  denied bool
  reason string
  evaluationError string
SubjectRulesReviewStatus
  resourceRules! +[atomic]ResourceRule
  nonResourceRules! +[atomic]NonResourceRule
  incomplete! +bool
  evaluationError string
`;
