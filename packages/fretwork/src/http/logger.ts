/** Where the framework reports what clients must not see. */

/** Facts of a log line, by name; an error under `err`. */
export type LogFacts = Readonly<Record<string, unknown>>;

/** What the framework needs of a logger; pino's has this shape. */
export interface Logger {
  error(facts: LogFacts, message: string): void;
  warn(facts: LogFacts, message: string): void;
  info(facts: LogFacts, message: string): void;
}

/** Writes one JSON object a line to standard error; for apps that bring no logger of their own. */
export const stderrLogger: Logger = {
  error: (facts, message) => write('error', facts, message),
  warn: (facts, message) => write('warn', facts, message),
  info: (facts, message) => write('info', facts, message),
};

function write(level: string, facts: LogFacts, message: string): void {
  const entries = Object.entries(facts).map(([name, value]) => [
    name,
    value instanceof Error ? describe(value) : value,
  ]);
  process.stderr.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), message, ...Object.fromEntries(entries) })}\n`,
  );
}

const describe = (error: Error): object => ({
  name: error.name,
  message: error.message,
  stack: error.stack,
  ...(error.cause instanceof Error && { cause: describe(error.cause) }),
});
