const userInfo = /\b([a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi;

/** Replaces the user info of every URL in `text` by `*****`, so that it may appear in an error or a log. */
export function maskUrlCredentials(text: string): string {
  return text.replace(userInfo, "$1*****@");
}
