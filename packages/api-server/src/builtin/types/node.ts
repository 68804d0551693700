/** Types of node.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const nodeTypes = `
RuntimeClass kind
  metadata +meta.ObjectMeta
  handler! +string
  overhead *Overhead
  scheduling *Scheduling
Overhead
  podFixed {}quantity
Scheduling
  nodeSelector {atomic}string
  tolerations [atomic]core.Toleration
`;
