/** Types of rbac.authorization.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const rbacTypes = `
ClusterRole kind
  metadata +meta.ObjectMeta
  rules +[atomic]PolicyRule
  aggregationRule *AggregationRule
ClusterRoleBinding kind
  metadata +meta.ObjectMeta
  subjects [atomic]Subject
  roleRef! +RoleRef
Role kind
  metadata +meta.ObjectMeta
  rules +[atomic]PolicyRule
RoleBinding kind
  metadata +meta.ObjectMeta
  subjects [atomic]Subject
  roleRef! +RoleRef
AggregationRule
  clusterRoleSelectors [atomic]meta.LabelSelector
PolicyRule
  verbs! +[atomic]string
  apiGroups [atomic]string
  resources [atomic]string
  resourceNames [atomic]string
  nonResourceURLs [atomic]string
RoleRef atomic
  apiGroup! +string
  kind! +string
  name! +string
Subject atomic
  kind! +string
  apiGroup string
  name! +string
  namespace string
`;
