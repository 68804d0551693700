import type { Schema } from "../resource/index.ts";

const text: Schema = { type: "string" };
const texts: Schema = { type: "object", additionalProperties: text };
const time: Schema = { type: "string", format: "date-time", nullable: true };
const seconds: Schema = { type: "integer", format: "int64" };

/** `metadata` of every object; unknown fields in it are dropped as in any other place. */
export const objectMetaSchema: Schema = {
  type: "object",
  description: "Standard metadata of an object.",
  properties: {
    annotations: { ...texts, description: "Free-form notes; not used to select objects." },
    creationTimestamp: { ...time, description: "When the object was created. Set by the server." },
    deletionGracePeriodSeconds: { ...seconds, description: "Seconds that graceful deletion may take." },
    deletionTimestamp: { ...time, description: "When the object will be gone. Set by the server." },
    finalizers: {
      type: "array",
      items: text,
      "x-kubernetes-list-type": "set",
      "x-kubernetes-patch-strategy": "merge",
      description: "Names of controllers that must act before the object may go.",
    },
    generateName: { ...text, description: "Prefix of a name that the server completes." },
    generation: { ...seconds, description: "Counts the changes of the desired state." },
    labels: { ...texts, description: "Keys and values by which objects are selected." },
    managedFields: {
      type: "array",
      items: {
        type: "object",
        properties: {
          apiVersion: text,
          fieldsType: text,
          fieldsV1: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
          manager: text,
          operation: text,
          subresource: text,
          time,
        },
      },
      "x-kubernetes-list-type": "atomic",
      description: "Who owns which fields.",
    },
    name: { ...text, description: "Name of the object, unique in its namespace." },
    namespace: { ...text, description: "Namespace of the object; empty for cluster-wide kinds." },
    ownerReferences: {
      type: "array",
      items: {
        type: "object",
        required: ["apiVersion", "kind", "name", "uid"],
        properties: {
          apiVersion: text,
          blockOwnerDeletion: { type: "boolean" },
          controller: { type: "boolean" },
          kind: text,
          name: text,
          uid: text,
        },
        "x-kubernetes-map-type": "atomic",
      },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["uid"],
      "x-kubernetes-patch-strategy": "merge",
      "x-kubernetes-patch-merge-key": "uid",
      description: "Objects this one depends on; when all of them are gone it is deleted.",
    },
    resourceVersion: { ...text, description: "Version of the stored object. Set by the server." },
    selfLink: text,
    uid: { ...text, description: "Unique in space and time. Set by the server." },
  },
};
