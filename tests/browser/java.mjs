// The validators that are Java programs.

import { execFile } from "node:child_process";

/**
 * They run for seconds: the second compiler and the collector with many threads would
 * cost more than they save. The Nu checker's schemas need a deep stack without them.
 */
const SHORT_RUN = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"];

/** Runs a program to its end; `error` is there too when it exits with another code than 0. */
export function java(args) {
  return new Promise((done) => {
    execFile("java", [...SHORT_RUN, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ error, stdout, stderr }),
    );
  });
}
