/** The lines that tell what a command does; to stderr, so that stdout holds data alone (CLI-6). */
export interface Progress {
  action(text: string): void;
  generate(text: string): void;
  waiting(text: string): void;
  success(text: string): void;
  warning(text: string): void;
  failure(text: string): void;
}

/** Writes each line with its symbol to a stream. */
export function createProgress(write: (text: string) => void): Progress {
  const line = (symbol: string) => (text: string) => write(`${symbol} ${text}\n`);
  return {
    action: line("►"),
    generate: line("✚"),
    waiting: line("◎"),
    success: line("✔"),
    warning: line("⚠️"),
    failure: line("✗"),
  };
}
