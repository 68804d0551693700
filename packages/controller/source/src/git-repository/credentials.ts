import {
  AuthenticationFailedReason,
  FetchFailedCondition,
  InvalidProviderConfigurationReason,
  URLInvalidReason,
} from "@sluice/api/source";
import { errorText } from "@sluice/base/errors";
import type { KubeObject } from "@sluice/base/object";
import { type GitRemote, gitCredentialsOf, parseGitUrl, type SecretData } from "@sluice/toolkit/git";
import { failure, failureOf, stall } from "../failure.ts";
import type { GitRepositoryPass } from "./step.ts";

const secretKind = { apiVersion: "v1", kind: "Secret", plural: "secrets", isNamespaced: true };

/** The remote of a GitRepository with the credentials of its Secret (GA-02, GA-03, GR-20). */
export async function findRemote(pass: GitRepositoryPass): Promise<GitRemote> {
  const { draft, spec, repository } = pass;
  const url = parseUrl(pass);
  const secret = await readSecret(pass);
  const { namespace = "" } = repository.metadata;
  const secretName = spec.secretRef?.name;
  if (secret?.["githubAppID"]) {
    const message = `secretRef '${namespace}/${secretName}' has github app data but provider is not set to github`;
    draft.mark(FetchFailedCondition, "True", InvalidProviderConfigurationReason, message);
    throw failure(InvalidProviderConfigurationReason, message);
  }
  try {
    const owner =
      secretName === undefined && url.username === "" ? "" : `${namespace}/${secretName ?? url.username}`;
    return { url, credentials: gitCredentialsOf(url, secret), owner };
  } catch (cause) {
    throw refuse(pass, "failed to configure authentication options", cause);
  }
}

function parseUrl({ draft, spec }: GitRepositoryPass): URL {
  try {
    return parseGitUrl(spec.url);
  } catch (cause) {
    const message = errorText(cause);
    draft.mark(FetchFailedCondition, "True", URLInvalidReason, message);
    throw stall(URLInvalidReason, message, cause);
  }
}

async function readSecret(pass: GitRepositoryPass): Promise<SecretData | undefined> {
  const { client, spec, repository, signal } = pass;
  if (spec.secretRef === undefined) return undefined;
  const { namespace = "" } = repository.metadata;
  const { name } = spec.secretRef;
  try {
    const secret = await client.get<KubeObject>({ ...secretKind, namespace, name }, { signal });
    const data = (secret["data"] ?? {}) as Record<string, string>;
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]),
    );
  } catch (cause) {
    signal.throwIfAborted();
    throw refuse(pass, `failed to get secret '${namespace}/${name}'`, cause);
  }
}

function refuse({ draft }: GitRepositoryPass, what: string, cause: unknown): Error {
  const error = failureOf(AuthenticationFailedReason, what, cause);
  draft.mark(FetchFailedCondition, "True", AuthenticationFailedReason, error.message);
  return error;
}
