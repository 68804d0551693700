/** Types of events.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const eventsTypes = `
Event kind
  metadata +meta.ObjectMeta
  eventTime! +microTime
  series *EventSeries
  reportingController string
  reportingInstance string
  action string
  reason string
  regarding +core.ObjectReference
  related *core.ObjectReference
  note string
  type string
  deprecatedSource +core.EventSource
  deprecatedFirstTimestamp +time
  deprecatedLastTimestamp +time
  deprecatedCount int32
EventSeries
  count! +int32
  lastObservedTime! +microTime
`;
