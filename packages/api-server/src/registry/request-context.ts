/** Who asks. */
export interface UserInfo {
  username: string;
  uid?: string;
  groups: string[];
  extra?: Record<string, string[]>;
}

/** What a request carries besides its object. */
export interface RequestContext {
  user: UserInfo;
  /** `fieldManager` of the request, or the client's name. */
  fieldManager: string;
  isDryRun: boolean;
  fieldValidation: "Ignore" | "Warn" | "Strict";
  /** Texts for Warning headers, in the order found. */
  warnings: string[];
  /** In-process controllers are not subject to admission. */
  skipsAdmission?: boolean;
  /** What was already found in the request body, such as duplicate fields; reported as `fieldValidation` says. */
  bodyProblems?: string[];
}

/** The server's own user, allowed everything. */
export const systemUser: UserInfo = {
  username: "system:apiserver",
  groups: ["system:masters", "system:authenticated"],
};

/** A context for work of the server itself. */
export function systemContext(fieldManager: string): RequestContext {
  return {
    user: systemUser,
    fieldManager,
    isDryRun: false,
    fieldValidation: "Ignore",
    warnings: [],
    skipsAdmission: true,
  };
}
