/**
 * The address that artifacts are advertised under (ST-05): the one given, or else that of the server with a host
 * that others can use: `localhost` for none, the name of this machine for all addresses.
 */
export function advertisedAddress(given: string, listenAddress: string, hostName: string): string {
  if (given !== "") return given;
  const colon = listenAddress.lastIndexOf(":");
  const host = listenAddress.slice(0, colon);
  const port = listenAddress.slice(colon + 1);
  if (host === "") return `localhost:${port}`;
  return host === "0.0.0.0" || host === "[::]" ? `${hostName}:${port}` : listenAddress;
}
