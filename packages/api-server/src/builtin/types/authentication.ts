/** Types of authentication.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const authenticationTypes = `
SelfSubjectReview typed
  metadata +meta.ObjectMeta
  status +SelfSubjectReviewStatus
TokenRequest typed
  metadata +meta.ObjectMeta
  spec! +TokenRequestSpec
  status +TokenRequestStatus
TokenReview typed
  metadata +meta.ObjectMeta
  spec! +TokenReviewSpec
  status +TokenReviewStatus
BoundObjectReference
  kind string
  apiVersion string
  name string
  uid string
SelfSubjectReviewStatus
  userInfo +UserInfo
TokenRequestSpec
  audiences! +[atomic]string
  expirationSeconds *+int64
  boundObjectRef *+BoundObjectReference
TokenRequestStatus
  token! +string
  expirationTimestamp! +time
TokenReviewSpec
  token string
  audiences [atomic]string
TokenReviewStatus
  authenticated bool
  user +UserInfo
  audiences [atomic]string
  error string
UserInfo
  username string
  uid string
  groups [atomic]string
  extra {}[]string
`;
