#pragma once

#include "options.h"

namespace load {

/** A small HTTP/1.1 server: `GET /N` is answered with N bytes. Prints {"port":P}, serves until standard input ends. */
int runOrigin(Options& options);
/** Loads one address for a bounded time and prints what it measured as one line of JSON. */
int runClient(Options& options);
/** Runs a command, measures the time until a request through it is answered, ends it, prints {"startMs":…}. */
int runStart(Options& options);
/** Runs a command to its end and prints {"cpuMs":…,"wallMs":…,"status":…} of it and of what it has waited for. */
int runTime(Options& options);
/** Becomes another program: raised descriptor limit, chosen CPUs, SIGTERM when the starter dies. */
int runExec(Options& options);

}  // namespace load
