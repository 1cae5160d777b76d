#pragma once

#include <cstdint>

#include "backend.h"
#include "relay.h"

namespace headrace {

// Bytes ordered by SEND that the socket did not take yet. They go before anything that a relay brings.
struct Outbox {
  int32_t buffer = -1;
  uint32_t begin = 0;
  uint32_t end = 0;

  [[nodiscard]] bool empty() const { return buffer < 0; }
};

// A slot: one socket, the relay that reads from it, and its clocks.
struct Connection {
  enum class State : uint8_t { kFree, kConnecting, kOpen };

  Endpoint endpoint;
  State state = State::kFree;
  bool queued = false;            // in the run queue
  bool hangup_told = false;       // the HANGUP event was emitted
  bool shut_for_writing = false;  // shutdown(SHUT_WR) done
  bool shutdown_wanted = false;   // once the relay to it has delivered everything
  uint32_t generation = 1;
  int32_t listener = -1;  // whose gates it holds; inbound only
  int32_t fed_by = -1;    // the slot whose relay writes to this one

  Relay relay;  // reads from this slot
  Outbox outbox;

  uint64_t active_ms = 0;      // last byte in or out, or the moment a wait began
  uint64_t alarm_ms = 0;       // 0 = none
  uint64_t connect_by_ms = 0;  // 0 = no limit
  double connecting_since_ms = 0;
};

}  // namespace headrace
