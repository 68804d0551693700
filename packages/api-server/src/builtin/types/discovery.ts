/** Types of discovery.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const discoveryTypes = `
EndpointSlice kind
  metadata +meta.ObjectMeta
  addressType! +string(FQDN|IPv4|IPv6)
  endpoints! +[atomic]Endpoint
  ports +[atomic]EndpointPort
Endpoint
  addresses! +[set]string
  conditions +EndpointConditions
  hostname *string
  targetRef *core.ObjectReference
  deprecatedTopology {}string
  nodeName *string
  zone *string
  hints *EndpointHints
EndpointConditions
  ready *bool
  serving *bool
  terminating *bool
EndpointHints
  forZones [atomic]ForZone
  forNodes [atomic]ForNode
EndpointPort atomic
  name *string
  protocol *string(SCTP|TCP|UDP)
  port *int32
  appProtocol *string
ForNode
  name! +string
ForZone
  name! +string
`;
