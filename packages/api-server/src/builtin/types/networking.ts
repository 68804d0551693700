/** Types of networking.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const networkingTypes = `
IPAddress kind
  metadata +meta.ObjectMeta
  spec +IPAddressSpec
Ingress kind
  metadata +meta.ObjectMeta
  spec +IngressSpec
  status +IngressStatus
IngressClass kind
  metadata +meta.ObjectMeta
  spec +IngressClassSpec
NetworkPolicy kind
  metadata +meta.ObjectMeta
  spec +NetworkPolicySpec
ServiceCIDR kind
  metadata +meta.ObjectMeta
  spec +ServiceCIDRSpec
  status +ServiceCIDRStatus
HTTPIngressPath
  path string
  pathType! *+string(Exact|ImplementationSpecific|Prefix)
  backend! +IngressBackend
HTTPIngressRuleValue
  paths! +[atomic]HTTPIngressPath
IPAddressSpec
  parentRef! *ParentReference
IPBlock
  cidr! +string
  except [atomic]string
IngressBackend
  service *IngressServiceBackend
  resource *core.TypedLocalObjectReference
IngressClassParametersReference
  apiGroup *string
  kind! +string
  name! +string
  scope *+string
  namespace *string
IngressClassSpec
  controller string
  parameters *IngressClassParametersReference
IngressLoadBalancerIngress
  ip string
  hostname string
  ports [atomic]IngressPortStatus
IngressLoadBalancerStatus
  ingress [atomic]IngressLoadBalancerIngress
IngressPortStatus
  port! +int32
  protocol! +string(SCTP|TCP|UDP)
  error *string
IngressRule
  host string
  http *HTTPIngressRuleValue
IngressServiceBackend
  name! +string
  port +ServiceBackendPort
IngressSpec
  ingressClassName *string
  defaultBackend *IngressBackend
  tls [atomic]IngressTLS
  rules [atomic]IngressRule
IngressStatus
  loadBalancer +IngressLoadBalancerStatus
IngressTLS
  hosts [atomic]string
  secretName string
NetworkPolicyEgressRule
  ports [atomic]NetworkPolicyPort
  to [atomic]NetworkPolicyPeer
NetworkPolicyIngressRule
  ports [atomic]NetworkPolicyPort
  from [atomic]NetworkPolicyPeer
NetworkPolicyPeer
  podSelector *meta.LabelSelector
  namespaceSelector *meta.LabelSelector
  ipBlock *IPBlock
NetworkPolicyPort
  protocol *string(SCTP|TCP|UDP)
  port *intOrString
  endPort *int32
NetworkPolicySpec
  podSelector +meta.LabelSelector
  ingress [atomic]NetworkPolicyIngressRule
  egress [atomic]NetworkPolicyEgressRule
  policyTypes [atomic]string(Egress|Ingress)
ParentReference
  group string
  resource! string
  namespace string
  name! string
ServiceBackendPort atomic
  name string
  number int32
ServiceCIDRSpec
  cidrs [atomic]string
ServiceCIDRStatus
  conditions [map type]meta.Condition ~merge:type
`;
