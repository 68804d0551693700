/** Types of apiregistration.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const apiregistrationTypes = `
APIService kind
  metadata +meta.ObjectMeta
  spec +APIServiceSpec
  status +APIServiceStatus
APIServiceCondition
  type! +string
  status! +string
  lastTransitionTime +time
  reason string
  message string
APIServiceSpec
  service *ServiceReference
  group string
  version string
  insecureSkipTLSVerify bool
  caBundle bytes
  groupPriorityMinimum! +int32
  versionPriority! +int32
APIServiceStatus
  conditions [map type]APIServiceCondition ~merge:type
ServiceReference
  namespace string
  name string
  port *int32
`;
