/** Sentences for `kubectl explain`: `Type: …`, `Type.field: …`, or `.field: …` for a field of any type. */
export const kindDescriptions = `
.metadata: Name, namespace, labels, annotations and what the server records about the object.
.spec: The wanted state.
.status: The state as last observed; written by the system.
`;
