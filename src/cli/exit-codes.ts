/** What the command's exit code says. */
export const exitCodes = {
  ok: 0,
  /** The service refused, or the job waited for has failed. */
  failed: 1,
  /** The command line, or the configuration file, is wrong. */
  usage: 2,
  /** The service does not answer. */
  unreachable: 3,
  /** Time ran out. */
  timeout: 124,
  interrupted: 130,
} as const;
