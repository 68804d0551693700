/** Types of admissionregistration.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const admissionregistrationTypes = `
MutatingWebhookConfiguration kind
  metadata +meta.ObjectMeta
  webhooks [map name]MutatingWebhook ~merge:name
ValidatingAdmissionPolicy kind
  metadata +meta.ObjectMeta
  spec +ValidatingAdmissionPolicySpec
  status +ValidatingAdmissionPolicyStatus
ValidatingAdmissionPolicyBinding kind
  metadata +meta.ObjectMeta
  spec +ValidatingAdmissionPolicyBindingSpec
ValidatingWebhookConfiguration kind
  metadata +meta.ObjectMeta
  webhooks [map name]ValidatingWebhook ~merge:name
AuditAnnotation
  key! +string
  valueExpression! +string
ExpressionWarning
  fieldRef! +string
  warning! +string
MatchCondition
  name! +string
  expression! +string
MatchResources atomic
  namespaceSelector *meta.LabelSelector
  objectSelector *meta.LabelSelector
  resourceRules [atomic]NamedRuleWithOperations
  excludeResourceRules [atomic]NamedRuleWithOperations
  matchPolicy *string(Equivalent|Exact)
MutatingWebhook
  name! +string
  clientConfig! +WebhookClientConfig
  rules [atomic]RuleWithOperations
  failurePolicy *string(Fail|Ignore)
  matchPolicy *string(Equivalent|Exact)
  namespaceSelector *meta.LabelSelector
  objectSelector *meta.LabelSelector
  sideEffects! *+string(None|NoneOnDryRun|Some|Unknown)
  timeoutSeconds *int32
  admissionReviewVersions! +[atomic]string
  reinvocationPolicy *string(IfNeeded|Never)
  matchConditions [map name]MatchCondition ~merge:name
NamedRuleWithOperations atomic
  resourceNames [atomic]string
  operations [atomic]string(*|CONNECT|CREATE|DELETE|UPDATE)
  apiGroups [atomic]string
  apiVersions [atomic]string
  resources [atomic]string
  scope *string(*|Cluster|Namespaced)
ParamKind atomic
  apiVersion string
  kind string
ParamRef atomic
  name string
  namespace string
  selector *meta.LabelSelector
  parameterNotFoundAction *string
RuleWithOperations
  operations [atomic]string(*|CONNECT|CREATE|DELETE|UPDATE)
  apiGroups [atomic]string
  apiVersions [atomic]string
  resources [atomic]string
  scope *string(*|Cluster|Namespaced)
ServiceReference
  namespace! +string
  name! +string
  path *string
  port *int32
TypeChecking
  expressionWarnings [atomic]ExpressionWarning
ValidatingAdmissionPolicyBindingSpec
  policyName string
  paramRef *ParamRef
  matchResources *MatchResources
  validationActions [set]string(Audit|Deny|Warn)
ValidatingAdmissionPolicySpec
  paramKind *ParamKind
  matchConstraints *MatchResources
  validations [atomic]Validation
  failurePolicy *string(Fail|Ignore)
  auditAnnotations [atomic]AuditAnnotation
  matchConditions [map name]MatchCondition ~merge:name
  variables [map name]Variable ~merge:name
ValidatingAdmissionPolicyStatus
  observedGeneration int64
  typeChecking *TypeChecking
  conditions [map type]meta.Condition
ValidatingWebhook
  name! +string
  clientConfig! +WebhookClientConfig
  rules [atomic]RuleWithOperations
  failurePolicy *string(Fail|Ignore)
  matchPolicy *string(Equivalent|Exact)
  namespaceSelector *meta.LabelSelector
  objectSelector *meta.LabelSelector
  sideEffects! *+string(None|NoneOnDryRun|Some|Unknown)
  timeoutSeconds *int32
  admissionReviewVersions! +[atomic]string
  matchConditions [map name]MatchCondition ~merge:name
Validation
  expression! +string
  message string
  reason *string
  messageExpression string
Variable atomic
  name! +string
  expression! +string
WebhookClientConfig
  url *string
  service *ServiceReference
  caBundle bytes
`;
