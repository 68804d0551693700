/** Types of apiextensions.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const apiextensionsTypes = `
CustomResourceDefinition kind
  metadata +meta.ObjectMeta
  spec! +CustomResourceDefinitionSpec
  status +CustomResourceDefinitionStatus
CustomResourceColumnDefinition
  name! +string
  type! +string
  format string
  description string
  priority int32
  jsonPath! +string
CustomResourceConversion
  strategy! +string
  webhook *WebhookConversion
CustomResourceDefinitionCondition
  type! +string
  status! +string
  lastTransitionTime +time
  reason string
  message string
  observedGeneration int64
CustomResourceDefinitionNames
  plural! +string
  singular string
  shortNames [atomic]string
  kind! +string
  listKind string
  categories [atomic]string
CustomResourceDefinitionSpec
  group! +string
  names! +CustomResourceDefinitionNames
  scope! +string
  versions! +[atomic]CustomResourceDefinitionVersion
  conversion *CustomResourceConversion
  preserveUnknownFields bool
CustomResourceDefinitionStatus
  conditions +[map type]CustomResourceDefinitionCondition
  acceptedNames +CustomResourceDefinitionNames
  storedVersions +[atomic]string
  observedGeneration int64
CustomResourceDefinitionVersion
  name! +string
  served! +bool
  storage! +bool
  deprecated bool
  deprecationWarning *string
  schema *CustomResourceValidation
  subresources *CustomResourceSubresources
  additionalPrinterColumns [atomic]CustomResourceColumnDefinition
  selectableFields [atomic]SelectableField
CustomResourceSubresourceScale
  specReplicasPath! +string
  statusReplicasPath! +string
  labelSelectorPath *string
CustomResourceSubresourceStatus
CustomResourceSubresources
  status *CustomResourceSubresourceStatus
  scale *CustomResourceSubresourceScale
CustomResourceValidation
  openAPIV3Schema *JSONSchemaProps
ExternalDocumentation
  description string
  url string
JSONSchemaProps
  id string
  $schema string
  $ref *string
  description string
  type string
  format string
  title string
  default *JSON
  maximum *double
  exclusiveMaximum bool
  minimum *double
  exclusiveMinimum bool
  maxLength *int64
  minLength *int64
  pattern string
  maxItems *int64
  minItems *int64
  uniqueItems bool
  multipleOf *double
  enum [atomic]JSON
  maxProperties *int64
  minProperties *int64
  required [atomic]string
  items *JSONSchemaPropsOrArray
  allOf [atomic]JSONSchemaProps
  oneOf [atomic]JSONSchemaProps
  anyOf [atomic]JSONSchemaProps
  not *JSONSchemaProps
  properties {}JSONSchemaProps
  additionalProperties *JSONSchemaPropsOrBool
  patternProperties {}JSONSchemaProps
  dependencies {}JSONSchemaPropsOrStringArray
  additionalItems *JSONSchemaPropsOrBool
  definitions {}JSONSchemaProps
  externalDocs *ExternalDocumentation
  example *JSON
  nullable bool
  x-kubernetes-preserve-unknown-fields *bool
  x-kubernetes-embedded-resource bool
  x-kubernetes-int-or-string bool
  x-kubernetes-list-map-keys [atomic]string
  x-kubernetes-list-type *string
  x-kubernetes-map-type *string
  x-kubernetes-validations [map rule]ValidationRule ~merge:rule
SelectableField
  jsonPath! +string
ServiceReference
  namespace! +string
  name! +string
  path *string
  port *int32
ValidationRule
  rule! +string
  message string
  messageExpression string
  reason *string(FieldValueDuplicate|FieldValueForbidden|FieldValueInvalid|FieldValueRequired)
  fieldPath string
  optionalOldSelf *bool
WebhookClientConfig
  url *string
  service *ServiceReference
  caBundle bytes
WebhookConversion
  clientConfig *WebhookClientConfig
  conversionReviewVersions! +[atomic]string
`;
