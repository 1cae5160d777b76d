/**
 * headrace-load: what the benchmarks need on both sides of a proxy, cheap enough never to be what is measured.
 *
 *   headrace-load origin [--addresses N] [--threads N] [--source file|memory]
 *   headrace-load client --port P --bytes N [--connections N] [--threads N] [--style kept|server-closes|client-closes|hold] …
 *   headrace-load start --port P [--timeout-ms N] -- COMMAND…
 *   headrace-load time -- COMMAND…
 *   headrace-load exec [--cpus LIST] -- COMMAND…
 */
#include <csignal>
#include <cstring>

#include "commands.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  if (argc < 2) load::fail("which command? origin, client, start, time or exec");
  load::Options options(argc - 2, argv + 2);
  if (std::strcmp(argv[1], "origin") == 0) return load::runOrigin(options);
  if (std::strcmp(argv[1], "client") == 0) return load::runClient(options);
  if (std::strcmp(argv[1], "start") == 0) return load::runStart(options);
  if (std::strcmp(argv[1], "time") == 0) return load::runTime(options);
  if (std::strcmp(argv[1], "exec") == 0) return load::runExec(options);
  load::fail(std::string("unknown command '") + argv[1] + "'");
}
