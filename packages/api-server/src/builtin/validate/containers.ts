import type { JsonObject, JsonValue } from "@sluice/base/object";
import { child, children } from "../defaults/set-default.ts";
import { parseQuantity } from "../quantity.ts";
import { validateEnvironment, validateEnvironmentSources } from "./environment.ts";
import { dns1123Label, portName, portNumber, qualifiedName } from "./names.ts";
import { type Problems, textOf as text } from "./problems.ts";

const protocols = ["SCTP", "TCP", "UDP"];
const pullPolicies = ["Always", "IfNotPresent", "Never"];
const maxInt32 = 2_147_483_647;
const handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];
const probeNumbers = [
  "initialDelaySeconds",
  "timeoutSeconds",
  "periodSeconds",
  "successThreshold",
  "failureThreshold",
];

/** Checks the containers of a pod spec. `volumes` are the names that mounts may use. */
export function validateContainers(
  problems: Problems,
  field: string,
  containers: JsonObject[],
  volumes: ReadonlySet<string>,
): void {
  if (containers.length === 0) {
    problems.required(field);
    return;
  }
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const path = `${field}[${index}]`;
    validateContainer(problems, path, container, volumes);
    const name = text(container["name"]);
    if (names.has(name)) problems.duplicate(`${path}.name`, name);
    names.add(name);
    validateHandlers(problems, path, container);
  }
  validateHostPorts(problems, field, containers);
}

/** Checks init containers, whose names must differ from those of the others. */
export function validateInitContainers(
  problems: Problems,
  field: string,
  containers: JsonObject[],
  others: JsonObject[],
  volumes: ReadonlySet<string>,
): void {
  const names = new Set(others.map((container) => text(container["name"])));
  for (const [index, container] of containers.entries()) {
    const path = `${field}[${index}]`;
    validateContainer(problems, path, container, volumes);
    const { restartPolicy } = container;
    if (restartPolicy !== undefined && !["Always", "Never", "OnFailure"].includes(String(restartPolicy))) {
      problems.notSupported(`${path}.restartPolicy`, restartPolicy, ["Always", "Never", "OnFailure"]);
    }
    const name = text(container["name"]);
    if (names.has(name)) problems.duplicate(`${path}.name`, name);
    else if (name !== "") names.add(name);
    if (restartPolicy === "Always") validateHandlers(problems, path, container);
    else {
      for (const handler of ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"]) {
        if (container[handler] !== undefined) {
          problems.forbidden(
            `${path}.${handler}`,
            "may not be set for init containers without restartPolicy=Always",
          );
        }
      }
    }
  }
}

function validateContainer(
  problems: Problems,
  path: string,
  container: JsonObject,
  volumes: ReadonlySet<string>,
): void {
  const name = text(container["name"]);
  if (name === "") problems.required(`${path}.name`);
  else problems.invalidEach(`${path}.name`, name, dns1123Label(name));
  if (text(container["image"]) === "") problems.required(`${path}.image`);
  problems.oneOf(`${path}.terminationMessagePolicy`, container["terminationMessagePolicy"], [
    "File",
    "FallbackToLogsOnError",
  ]);
  validatePorts(problems, `${path}.ports`, children(container, "ports"));
  validateEnvironment(problems, `${path}.env`, children(container, "env"));
  validateEnvironmentSources(problems, `${path}.envFrom`, children(container, "envFrom"));
  validateMounts(problems, `${path}.volumeMounts`, children(container, "volumeMounts"), volumes);
  problems.oneOf(`${path}.imagePullPolicy`, container["imagePullPolicy"], pullPolicies);
  validateResources(problems, `${path}.resources`, child(container, "resources") ?? {});
  const security = child(container, "securityContext");
  if (security !== undefined) validateSecurity(problems, `${path}.securityContext`, security);
}

/** Checks what containers and Pods have in common in their security contexts. */
export function validateSecurity(problems: Problems, field: string, security: JsonObject): void {
  for (const name of ["runAsUser", "runAsGroup", "fsGroup"]) {
    const id = security[name];
    if (typeof id === "number" && (id < 0 || id > maxInt32)) {
      problems.invalid(`${field}.${name}`, id, `must be between 0 and ${maxInt32}, inclusive`);
    }
  }
  const profile = child(security, "seccompProfile");
  if (profile !== undefined) {
    const types = ["Localhost", "RuntimeDefault", "Unconfined"];
    const type = text(profile["type"]);
    if (type === "")
      problems.required(`${field}.seccompProfile.type`, "type is required when seccompProfile is set");
    else if (!types.includes(type)) problems.notSupported(`${field}.seccompProfile.type`, type, types);
    else if (type === "Localhost" && text(profile["localhostProfile"]) === "") {
      problems.required(
        `${field}.seccompProfile.localhostProfile`,
        "must be set when seccomp type is Localhost",
      );
    }
  }
}

function validatePorts(problems: Problems, field: string, ports: JsonObject[]): void {
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const path = `${field}[${index}]`;
    const name = text(port["name"]);
    if (name !== "") {
      const wrong = portName(name);
      if (wrong.length > 0) problems.invalidEach(`${path}.name`, name, wrong);
      else if (names.has(name)) problems.duplicate(`${path}.name`, name);
      else names.add(name);
    }
    const number = Number(port["containerPort"] ?? 0);
    if (number === 0) problems.required(`${path}.containerPort`);
    else problems.invalidEach(`${path}.containerPort`, number, portNumber(number));
    const hostPort = Number(port["hostPort"] ?? 0);
    if (hostPort !== 0) problems.invalidEach(`${path}.hostPort`, hostPort, portNumber(hostPort));
    problems.oneOf(`${path}.protocol`, port["protocol"], protocols);
  }
}

function validateHostPorts(problems: Problems, field: string, containers: JsonObject[]): void {
  const taken = new Set<string>();
  for (const [index, container] of containers.entries()) {
    for (const [number, port] of children(container, "ports").entries()) {
      if (!port["hostPort"]) continue;
      const key = `${text(port["protocol"])}/${text(port["hostIP"])}/${port["hostPort"]}`;
      if (taken.has(key)) {
        problems.duplicate(`${field}[${index}].ports[${number}].hostPort`, key);
      }
      taken.add(key);
    }
  }
}

function validateMounts(
  problems: Problems,
  field: string,
  mounts: JsonObject[],
  volumes: ReadonlySet<string>,
): void {
  const paths = new Set<string>();
  for (const [index, mount] of mounts.entries()) {
    const path = `${field}[${index}]`;
    const name = text(mount["name"]);
    if (name === "") problems.required(`${path}.name`);
    if (!volumes.has(name)) problems.notFound(`${path}.name`, name);
    const target = text(mount["mountPath"]);
    if (target === "") problems.required(`${path}.mountPath`);
    if (paths.has(target)) problems.invalid(`${path}.mountPath`, target, "must be unique");
    paths.add(target);
    validateDescendingPath(problems, `${field}.subPath`, text(mount["subPath"]));
    const expression = text(mount["subPathExpr"]);
    if (expression !== "" && text(mount["subPath"]) !== "") {
      problems.invalid(`${path}.subPathExpr`, expression, "subPathExpr and subPath are mutually exclusive");
    }
    validateDescendingPath(problems, `${field}.subPathExpr`, expression);
  }
}

function validateDescendingPath(problems: Problems, field: string, path: string): void {
  if (path === "") return;
  if (path.startsWith("/")) problems.invalid(field, path, "must be a relative path");
  if (path.split("/").includes("..")) problems.invalid(field, path, "must not contain '..'");
}

/** Checks requests and limits of a container. */
export function validateResources(problems: Problems, field: string, resources: JsonObject): void {
  const limits = child(resources, "limits") ?? {};
  const requests = child(resources, "requests") ?? {};
  for (const [name, value] of Object.entries(limits))
    validateResource(problems, `${field}.limits`, name, value);
  for (const [name, value] of Object.entries(requests)) {
    validateResource(problems, `${field}.requests`, name, value);
    const request = quantity(value);
    const limit = Object.hasOwn(limits, name) ? quantity(limits[name]!) : undefined;
    const canOvercommit =
      !name.startsWith("hugepages-") && (!name.includes("/") || name.includes("kubernetes.io/"));
    if (limit === undefined) {
      if (!canOvercommit)
        problems.required(`${field}.limits`, "Limit must be set for non overcommitable resources");
    } else if (request !== undefined && request !== limit && !canOvercommit) {
      problems.invalid(`${field}.requests`, value, `must be equal to ${name} limit of ${limits[name]}`);
    } else if (request !== undefined && request > limit) {
      problems.invalid(
        `${field}.requests`,
        value,
        `must be less than or equal to ${name} limit of ${limits[name]}`,
      );
    }
  }
}

function validateResource(problems: Problems, field: string, name: string, value: JsonValue): void {
  const path = `${field}[${name}]`;
  problems.invalidEach(path, name, qualifiedName(name));
  if (!name.includes("/") && !/^(cpu|memory|ephemeral-storage|hugepages-.+)$/.test(name)) {
    problems.invalid(path, name, "must be a standard resource for containers");
  }
  const amount = quantity(value);
  if (amount === undefined) return;
  if (amount < 0n) problems.invalid(path, value, "must be greater than or equal to 0");
  if (name.includes("/") && amount % 1_000_000_000n !== 0n)
    problems.invalid(path, value, "must be an integer");
}

function quantity(value: JsonValue): bigint | undefined {
  return parseQuantity(String(value))?.nano;
}

function validateHandlers(problems: Problems, path: string, container: JsonObject): void {
  const lifecycle = child(container, "lifecycle");
  for (const name of ["postStart", "preStop"]) {
    const handler = child(lifecycle, name);
    if (handler !== undefined) validateHandler(problems, `${path}.lifecycle.${name}`, handler);
  }
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    const probe = child(container, name);
    if (probe === undefined) continue;
    const field = `${path}.${name}`;
    validateHandler(problems, field, probe);
    for (const number of probeNumbers) problems.nonNegative(`${field}.${number}`, probe[number]);
    const grace = probe["terminationGracePeriodSeconds"];
    if (typeof grace === "number" && grace <= 0) {
      problems.invalid(`${field}.terminationGracePeriodSeconds`, grace, "must be greater than 0");
    }
    if (name === "readinessProbe") {
      if (grace !== undefined) {
        problems.invalid(
          `${field}.terminationGracePeriodSeconds`,
          grace,
          "must not be set for readinessProbes",
        );
      }
    } else if (typeof probe["successThreshold"] === "number" && probe["successThreshold"] !== 1) {
      problems.invalid(`${field}.successThreshold`, probe["successThreshold"], "must be 1");
    }
  }
}

function validateHandler(problems: Problems, field: string, handler: JsonObject): void {
  const present = handlers.filter((name) => handler[name] !== undefined);
  if (present.length === 0) problems.required(field, "must specify a handler type");
  for (const [index, name] of present.entries()) {
    const path = `${field}.${name}`;
    if (index > 0) {
      problems.forbidden(path, "may not specify more than 1 handler type");
      continue;
    }
    const action = child(handler, name) ?? {};
    if (name === "exec" && !(Array.isArray(action["command"]) && action["command"].length > 0)) {
      problems.required(`${path}.command`);
    }
    if (name === "httpGet") validateHttpGet(problems, path, action);
    if (name === "tcpSocket") validatePortOrName(problems, `${path}.port`, action["port"]);
    if (name === "grpc")
      problems.invalidEach(`${path}.port`, action["port"], portNumber(Number(action["port"] ?? 0)));
  }
}

function validateHttpGet(problems: Problems, path: string, action: JsonObject): void {
  if (text(action["path"]) === "") problems.required(`${path}.path`);
  validatePortOrName(problems, `${path}.port`, action["port"]);
  if (!["HTTP", "HTTPS"].includes(text(action["scheme"]))) {
    problems.notSupported(`${path}.scheme`, text(action["scheme"]), ["HTTP", "HTTPS"]);
  }
  for (const header of children(action, "httpHeaders")) {
    const name = text(header["name"]);
    if (!/^[-A-Za-z0-9]+$/.test(name)) {
      problems.invalid(
        `${path}.httpHeaders`,
        name,
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
      );
    }
  }
}

/** Checks a port given by number or by name. */
export function validatePortOrName(problems: Problems, field: string, port: JsonValue | undefined): void {
  if (typeof port === "string") problems.invalidEach(field, port, portName(port));
  else problems.invalidEach(field, port ?? 0, portNumber(Number(port ?? 0)));
}
