// What a command may touch of the process: streams, environment, directory, exit code. Nothing calls process.exit.

/** Handed to every command. A handler reports its outcome by setting `exitCode`. */
export interface CommandContext {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  exitCode: number;
}
