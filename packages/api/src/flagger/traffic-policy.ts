import { boolean, choice, integer, list, map, object, optional, string } from "../schema/index.ts";
import { meshString } from "./match.ts";

const count = { format: "int32" } as const;
const plain = { format: "" } as const;

const connectionPool = object("Limits on connections.", {
  http: optional(
    object("Limits on HTTP connections.", {
      h2UpgradePolicy: optional(
        choice("Whether connections become HTTP/2.", ["DEFAULT", "DO_NOT_UPGRADE", "UPGRADE"]),
      ),
      http1MaxPendingRequests: optional(integer("Requests that may wait for a connection.", count)),
      http2MaxRequests: optional(integer("Requests that may be under way.", count)),
      idleTimeout: optional(string("How long a connection may be idle.")),
      maxRequestsPerConnection: optional(integer("Requests on one connection.", count)),
      maxRetries: optional(integer("Retries that may be under way.", count)),
    }),
  ),
});

const consistentHash = object("Requests with the same hash go to the same host.", {
  httpCookie: optional(
    object("The hash is that of a cookie.", {
      name: optional(meshString("Name of the cookie.")),
      path: optional(meshString("Path of the cookie.")),
      ttl: optional(string("Lifetime of the cookie.")),
    }),
  ),
  httpHeaderName: optional(meshString("The hash is that of this header.")),
  httpQueryParameterName: optional(meshString("The hash is that of this query parameter.")),
  minimumRingSize: optional(integer("Least number of places on the ring.", plain)),
  useSourceIp: optional(boolean("Whether the hash is that of the caller's address.")),
});

const localitySetting = object("How traffic spreads over localities.", {
  distribute: optional(
    list(
      "Shares by locality.",
      object("Shares of the traffic from one locality.", {
        from: optional(meshString("Locality that the traffic comes from.")),
        to: optional(map("Share of each locality in percent.", integer("", plain))),
      }),
    ),
  ),
  enabled: optional(boolean("Whether localities count.")),
  failover: optional(
    list(
      "Localities that take over.",
      object("A locality and its stand-in.", {
        from: optional(meshString("Locality that fails.")),
        to: optional(meshString("Locality that takes over.")),
      }),
    ),
  ),
});

const loadBalancer = object(
  "How requests spread over hosts.",
  {
    consistentHash: optional(consistentHash),
    localityLbSetting: optional(localitySetting),
    simple: optional(
      choice("A rule without parameters.", [
        "ROUND_ROBIN",
        "LEAST_CONN",
        "RANDOM",
        "PASSTHROUGH",
        "LEAST_REQUEST",
      ]),
    ),
    warmupDurationSecs: optional(string("How long a new host gets less traffic.")),
  },
  {
    oneOf: [
      { required: ["simple"] },
      {
        properties: {
          consistentHash: {
            oneOf: [
              { required: ["httpHeaderName"] },
              { required: ["httpCookie"] },
              { required: ["useSourceIp"] },
              { required: ["httpQueryParameterName"] },
            ],
          },
        },
        required: ["consistentHash"],
      },
    ],
  },
);

const outlierDetection = object("When a failing host is left out.", {
  baseEjectionTime: optional(string("How long a host is left out at least.")),
  consecutive5xxErrors: optional(integer("Answers of 500 and above in a row.", plain)),
  consecutiveErrors: optional(integer("Errors in a row.", count)),
  consecutiveGatewayErrors: optional(integer("Gateway errors in a row.", count)),
  consecutiveLocalOriginFailures: optional(integer("Local failures in a row.", count)),
  interval: optional(string("How often hosts are looked at.")),
  maxEjectionPercent: optional(integer("Hosts that may be left out, in percent.", count)),
  minHealthPercent: optional(integer("Healthy hosts below which none is left out, in percent.", count)),
  splitExternalLocalOriginErrors: optional(boolean("Whether local failures are counted apart.")),
});

const tls = object("How connections to hosts are encrypted.", {
  caCertificates: optional(meshString("File with the certificates of trusted authorities.")),
  clientCertificate: optional(meshString("File with the client's certificate.")),
  mode: optional(choice("Kind of encryption.", ["DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"])),
  privateKey: optional(meshString("File with the client's key.")),
  sni: optional(meshString("Name that the client asks for.")),
  subjectAltNames: optional(list("Names of which the host must bear one.", meshString(""))),
});

/** `spec.service.trafficPolicy`, as the mesh's destination rule has it. */
export const trafficPolicy = object("How the mesh treats traffic to the service.", {
  connectionPool: optional(connectionPool),
  loadBalancer: optional(loadBalancer),
  outlierDetection: optional(outlierDetection),
  tls: optional(tls),
});
