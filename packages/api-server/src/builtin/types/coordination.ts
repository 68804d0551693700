/** Types of coordination.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const coordinationTypes = `
Lease kind
  metadata +meta.ObjectMeta
  spec +LeaseSpec
LeaseSpec
  holderIdentity *string
  leaseDurationSeconds *int32
  acquireTime *microTime
  renewTime *microTime
  leaseTransitions *int32
  strategy *string
  preferredHolder *string
`;
